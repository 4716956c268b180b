import { UNKNOWN } from '../imageName.ts';
import type { Mount } from '../nodes.ts';
import type { Setting } from '../setting.ts';
import { expand } from './expand.ts';
import { fromImage, insideQuotes } from './images.ts';
import type { Flag, Named } from './parse.ts';
import { resolvePath } from './paths.ts';
import { ownerOf, placeOf, type Reading, spanOf, meaningOf } from './reading.ts';

/** Reads `VOLUME`. */
export function readVolumes(reading: Reading): void {
  const { parsed, stage } = reading;
  for (const word of parsed.json ?? parsed.words) {
    const span = spanOf(reading, parsed.json ? word : insideQuotes(word));
    const destination = resolvePath(meaningOf(reading, word), stage?.workdir);
    const mount: Mount = {
      kind: 'Mount',
      span,
      type: 'volume',
      ...(destination !== undefined && { destination }),
      readOnly: { state: 'unset', span },
      owner: ownerOf(reading),
      ...placeOf(reading),
    };
    reading.nodes.push(mount);
  }
}

/** Reads the `--mount` flags of a `RUN`: they last no longer than it does. */
export function readRunMounts(reading: Reading): void {
  for (const flag of reading.parsed.flags) if (flag.name === 'mount') readRunMount(reading, flag);
}

const TYPES: readonly string[] = ['bind', 'tmpfs', 'secret', 'cache', 'ssh'];

function readRunMount(reading: Reading, flag: Flag): void {
  const options = new Map(flag.options.map((option) => [option.name.toLowerCase(), option]));
  const known = (...names: readonly string[]): string | undefined => {
    const option = names.map((name) => options.get(name)).find((found) => found?.value);
    const value = option && expand(option.value!.text, reading.scope, reading.escapeChar);
    return value?.includes(UNKNOWN) ? undefined : value;
  };
  const from = options.get('from')?.value;
  const image = from && fromImage(reading, from, 'mount');
  if (image) reading.nodes.push(image);

  const type = options.get('type')?.value?.text ?? flag.value?.text.match(/^type=([a-z]+)$/)?.[1] ?? 'bind';
  const source = type === 'secret' || type === 'ssh' || type === 'cache' ? known('id', 'source', 'src') : known('source', 'src');
  const target = known('target', 'dst', 'destination');
  const destination = target === undefined ? undefined : resolvePath(target, reading.stage?.workdir);
  const span = spanOf(reading, flag);
  const mount: Mount = {
    kind: 'Mount',
    span,
    type: TYPES.includes(type) ? (type as Mount['type']) : 'other',
    ...(source !== undefined && { source }),
    ...(destination !== undefined
      ? { destination }
      : type === 'secret' && source !== undefined && { destination: `/run/secrets/${source}` }),
    readOnly: readOnly(reading, flag, options),
    owner: ownerOf(reading),
    ...placeOf(reading),
  };
  reading.nodes.push(mount);
}

function readOnly(reading: Reading, flag: Flag, options: ReadonlyMap<string, Named>): Setting<boolean> {
  const span = spanOf(reading, flag);
  for (const [names, meaning] of [
    [['readonly', 'ro'], true],
    [['readwrite', 'rw'], false],
  ] as const) {
    const option = names.map((name) => options.get(name)).find((found) => found !== undefined);
    if (!option) continue;
    if (!option.value) return { state: 'set', value: meaning, span };
    const { text } = option.value;
    return /^(?:true|false|0|1)$/i.test(text)
      ? { state: 'set', value: /^(?:true|1)$/i.test(text) === meaning, span }
      : { state: 'unknown', span };
  }
  return { state: 'unset', span };
}

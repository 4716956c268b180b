import { UNKNOWN } from '../imageName.ts';
import type { Mount, Setting } from '../nodes.ts';
import { type Field, toBoolean } from '../yaml.ts';
import type { WrittenNodes } from '../written.ts';
import { table } from '../table.ts';

const TYPES: Readonly<Record<string, Mount['type']>> = table({ bind: 'bind', volume: 'volume', tmpfs: 'tmpfs', image: 'image' });

/** Where a service mounts things. */
export const MOUNTING = ['volumes', 'tmpfs', 'secrets', 'configs'] as const;

/** Reads everything a service mounts under one key. */
export function readMounts(service: Field, key: (typeof MOUNTING)[number], owner: string, nodes: WrittenNodes): Mount[] {
  const field = service.at(key);
  const entries = key === 'tmpfs' && field.isScalar ? [field] : field.items();
  return entries.map((entry) =>
    nodes.once('Mount', entry.extent, () => {
      if (key === 'volumes') return entry.isMap ? longVolume(entry, owner) : shortVolume(entry, owner);
      if (key === 'tmpfs') return tmpfsMount(entry, owner);
      return key === 'secrets' ? granted(entry, 'secret', '/run/secrets/', owner) : granted(entry, 'config', '/', owner);
    }),
  );
}

function longVolume(entry: Field, owner: string): Mount {
  const source = entry.at('source').written ? entry.at('source') : entry.at('src');
  const target =
    [entry.at('target'), entry.at('destination'), entry.at('dst')].find(({ written }) => written) ?? entry.at('target');
  const named = source.written ? source : target;
  return {
    kind: 'Mount',
    span: named.isScalar ? named.textSpan : entry.keySpan,
    type: TYPES[entry.at('type').text ?? ''] ?? 'other',
    ...known('source', source.text),
    ...known('destination', target.text),
    readOnly: entry.at('read_only').setting(toBoolean, String),
    owner,
    field: entry,
  };
}

/** `[SOURCE:]TARGET[:MODE]`, where a source may be a Windows path. */
function shortVolume(entry: Field, owner: string): Mount {
  const parts = splitVolume(entry.text ?? '');
  const [source, target, mode] = parts.length === 1 ? [undefined, parts[0], undefined] : parts;
  const isPath = source !== undefined && /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
  const modes = (mode ?? '').split(',');
  const readOnly: Setting<boolean> = {
    state: mode?.includes(UNKNOWN)
      ? 'unknown'
      : mode === undefined || !modes.some((word) => word === 'ro' || word === 'rw')
        ? 'unset'
        : 'set',
    ...(modes.includes('ro') ? { value: true } : modes.includes('rw') ? { value: false } : {}),
    span: entry.textSpan,
    ...readOnlyEdit(entry, parts),
  };
  return {
    kind: 'Mount',
    span: entry.textSpan,
    type: isPath ? 'bind' : source?.startsWith(UNKNOWN) ? 'other' : 'volume',
    ...known('source', source),
    ...known('destination', target),
    readOnly,
    owner,
    field: entry,
  };
}

function readOnlyEdit(entry: Field, parts: readonly string[]): Pick<Setting<boolean>, 'set'> {
  if (parts.length < 2 || entry.literal !== entry.text || !entry.write('x')) return {};
  const [source, target, mode] = parts;
  return {
    set: (readOnly) => {
      const others = (mode ?? '').split(',').filter((word) => word !== '' && word !== 'ro' && word !== 'rw');
      const modes = [...(readOnly ? ['ro'] : []), ...others].join(',');
      return entry.write(entry.spell([source, target, ...(modes === '' ? [] : [modes])].join(':')))!;
    },
  };
}

function splitVolume(text: string): string[] {
  const drive = /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0;
  const colon = text.indexOf(':', drive);
  if (colon === -1) return [text];
  const rest = text.slice(colon + 1);
  const second = rest.indexOf(':', /^[A-Za-z]:[\\/]/.test(rest) ? 2 : 0);
  return second === -1 ? [text.slice(0, colon), rest] : [text.slice(0, colon), rest.slice(0, second), rest.slice(second + 1)];
}

function tmpfsMount(entry: Field, owner: string): Mount {
  const [target, options = ''] = (entry.text ?? '').split(':');
  const readOnly = options.split(',').includes('ro');
  return {
    kind: 'Mount',
    span: entry.textSpan,
    type: 'tmpfs',
    ...known('destination', target),
    readOnly: readOnly ? { state: 'set', value: true, span: entry.textSpan } : { state: 'unset', span: entry.textSpan },
    owner,
    field: entry,
  };
}

/** A secret or config that is granted to a service: by name, or with the path it goes to. Both are read-only. */
function granted(entry: Field, type: 'secret' | 'config', folder: string, owner: string): Mount {
  const source = entry.isMap ? entry.at('source') : entry;
  const target = entry.isMap ? (entry.at('target').text ?? source.text) : source.text;
  const destination = target === undefined || target.startsWith('/') ? target : folder + target;
  return {
    kind: 'Mount',
    span: source.textSpan,
    type,
    ...known('source', source.text),
    ...known('destination', destination),
    readOnly: { state: 'set', value: true, span: source.textSpan },
    owner,
    field: entry,
  };
}

function known<K extends string>(key: K, text: string | undefined): { readonly [key in K]?: string } {
  return (text === undefined || text === '' || text.includes(UNKNOWN) ? {} : { [key]: text }) as { readonly [key in K]?: string };
}

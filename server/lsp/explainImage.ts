import { movingTags, tagMoves, type MovingTags } from '../../rules/facts/movingTags.ts';
import { DEFAULT_SOURCES, trustOf } from '../../rules/facts/imageTrust.ts';
import { defaultUser } from '../../rules/facts/images.ts';
import { endedRelease, namedReleases, releaseTableDate, type NamedRelease } from '../../rules/facts/releases.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { PolicyLayer } from '../../rules/engine/policy/layer.ts';
import type { ImageName } from '../../rules/model/imageName.ts';
import type { ImageReference } from '../../rules/model/nodes.ts';
import { Lines } from '../../rules/model/text.ts';
import { paragraphs } from './explainRule.ts';
import { code, link, prose } from './markdown.ts';

/** What decides about an image: the policy for its file, the files that make it, the base first, and the day as an ISO date. */
export interface AroundImage {
  readonly policy: Policy;
  readonly layers: readonly PolicyLayer[];
  readonly today: string;
}

/** What an image reference means and what is known of it; nothing when its name is not known. */
export function explainImage({ name, output }: ImageReference, around: AroundImage): string | undefined {
  if (name?.repository === undefined) return undefined;
  const { tag, digest } = name;
  const version = `${tag.value === undefined ? '' : `:${tag.value}`}${digest === undefined ? '' : `@${digest.slice(0, 19)}…`}`;
  const title = `**Image** ${code(name.repository + version)}`;
  if (output) return paragraphs([title, 'The name of what is built here. It is pulled from nowhere.']);
  return paragraphs([
    title,
    [trust(name, around), tagLine(name, around.policy), ...support(name, around.today), user(name)]
      .flatMap((line) => (line === undefined ? [] : `- ${line}`))
      .join('\n'),
  ]);
}

function trust(name: ImageName, { policy, layers }: AroundImage): string {
  const active = policy.rule('untrusted-image');
  const { trusted, mirror } = { trusted: [DEFAULT_SOURCES], mirror: '', ...(active?.options as Partial<Sources>) };
  const found = trustOf(name, { trusted, mirror, ownList: active?.written.has('trusted') ?? false });
  if (!found) {
    const list = listIn(layers);
    return list
      ? `**Not trusted**: no entry of ${placeOf(list, code('trustedImages'), policy)} is for it.`
      : '**Not trusted**: it is not on the built-in list of Docker Official Images and vendors’ own namespaces.';
  }
  switch (found.by) {
    case 'list': {
      const place = sourceIn(found.source, layers);
      return `**Trusted** as ${code(found.source)}${place ? ` by ${placeOf(place, undefined, policy)}` : ' by the policy'}.`;
    }
    case 'default': {
      const place = sourceIn(DEFAULT_SOURCES, layers);
      const by = place ? `: ${code(DEFAULT_SOURCES)} in ${placeOf(place, undefined, policy)} stands for it` : '';
      return `**Trusted**: on the built-in list of Docker Official Images and vendors’ own namespaces${by}.`;
    }
    case 'private':
      return '**Trusted**: by its name the registry is an organisation’s own, and no policy lists what is trusted.';
    case 'mirror':
      return `**Trusted**: it comes from the mirror ${code(mirror)}.`;
  }
}

interface Sources {
  readonly trusted: readonly string[];
  readonly mirror: string;
}

interface Place {
  readonly layer: PolicyLayer;
  readonly start: number;
}

/** The line that brings a source in: the nearest one that has it. */
function sourceIn(source: string, layers: readonly PolicyLayer[]): Place | undefined {
  for (const layer of layers.toReversed()) {
    const entry = layer.trustedImages?.value.find(({ value }) => value.pattern === source);
    if (entry) return { layer, start: entry.span.start };
  }
  return ruleIn(layers);
}

function listIn(layers: readonly PolicyLayer[]): Place | undefined {
  const layer = layers.findLast(({ trustedImages }) => trustedImages);
  return layer ? { layer, start: layer.trustedImages!.span.start } : ruleIn(layers);
}

/** The list may also be written as the rule's own option. */
function ruleIn(layers: readonly PolicyLayer[]): Place | undefined {
  for (const layer of layers.toReversed())
    for (const { settings } of [...(layer.rules ? [layer.rules] : []), ...layer.overrides].toReversed())
      for (const { rule, value, span } of settings)
        if (rule === 'untrusted-image' && typeof value === 'object' && 'trusted' in value) return { layer, start: span.start };
  return undefined;
}

/** `.breakwater.yaml:4`, which leads there. */
function placeOf({ layer: { source }, start }: Place, words: string | undefined, { source: nearest }: Policy): string {
  const line = new Lines(source.text).positionAt(start).line + 1;
  const folder = nearest ? nearest.uri.slice(0, nearest.uri.lastIndexOf('/') + 1) : '';
  const path = folder !== '' && source.uri.startsWith(folder) ? source.uri.slice(folder.length) : fileName(source.uri);
  const shown = code(`${decoded(path)}:${line}`);
  const place = /^file:/.test(source.uri) ? link(shown, `${source.uri}#L${line}`) : shown;
  return words === undefined ? place : `${words} (${place})`;
}

const fileName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function tagLine({ tag, digest, digestUnknown }: ImageName, policy: Policy): string | undefined {
  if (digest !== undefined) return '**Pinned** by its digest: it is always the same image.';
  if (digestUnknown || tag.state === 'unknown') return undefined;
  if (tag.state === 'unset') return `**Moves**: no tag means ${code('latest')}, which is given to each new version.`;
  const words = { ...movingTags, ...(policy.rule('floating-tag')?.options as Partial<MovingTags>) };
  const shown = code(tag.value!);
  return tagMoves(tag.value!, words)
    ? `**Moves**: the tag ${shown} is given to each new version.`
    : `The tag ${shown} may still be set to another image by its publisher; a digest may not.`;
}

function support(name: ImageName, today: string): string[] {
  const asOf = `dates as of ${releaseTableDate}`;
  const ended = endedRelease(name, today, 0);
  if (ended?.retired !== undefined)
    return [`**No security fixes** any more, whatever its tag (${asOf}): ${prose(ended.retired)}.`];
  return namedReleases(name).map((named) => `${supportOf(named, today)} (${asOf}).`);
}

function supportOf({ release, end, inside }: NamedRelease, today: string): string {
  const what = `${inside ? 'Built on ' : ''}${prose(release)}`;
  const which = inside ? ', which' : '';
  if (end === undefined) return `${what}${which} has no announced end of security fixes`;
  if (end === 'ended') return `**${what}**${which} gets no security fixes any more`;
  return end < today
    ? `**${what}**${which} has had no security fixes since ${end}`
    : `${what}${which} gets security fixes until ${end}`;
}

const USERS = {
  root: '**Starts as root** unless told otherwise.',
  nonroot: 'Starts as a user other than root.',
  drops: 'Starts as root and gives that up by itself.',
};

function user(name: ImageName): string | undefined {
  const known = defaultUser(name);
  return known && USERS[known];
}

import { parseYaml, type Field } from '../../model/yaml.ts';
import type { Profile, Rule } from '../rule.ts';
import { readCustomRules } from './readCustom.ts';
import { isAquaPolicy, readAquaPolicy } from './aqua.ts';
import type { PolicyLayer, Written, WrittenRules } from './layer.ts';
import { noPhi, type PhiScope } from './phi.ts';
import { PolicyReader, shown, type Seen } from './reader.ts';
import { readExceptions } from './readExceptions.ts';
import { readRuleSettings } from './readRules.ts';
import type { PolicySource, Selector, TrustedSource } from './settings.ts';

/** Larger policies are not read: nobody writes them, and one must not hold up the editor. In UTF-16 units. */
export const LARGEST_POLICY = 1024 * 1024;

/** The keys of a policy, in the order the documentation has them. */
export const POLICY_KEYS = [
  'extends',
  'profile',
  'trustedImages',
  'phi',
  'rules',
  'overrides',
  'exceptions',
  'locked',
  'custom',
] as const;
export const OVERRIDE_KEYS = ['files', 'kinds', 'namespaces', 'services', 'stages', 'rules'] as const;
export const TRUSTED_KEYS = ['source', 'digest', 'signature'] as const;
export const PHI_KEYS = ['paths', 'names', 'namespaces', 'labels'] as const satisfies (keyof PhiScope)[];
export const SELECTOR_KEYS = ['kinds', 'namespaces', 'services', 'stages'] as const satisfies (keyof Selector)[];

type Draft = { -readonly [K in keyof PolicyLayer]: PolicyLayer[K] };

/**
 * Reads the text of one policy, in our own form or in Aqua's. It never throws: what is wrong is a problem with its
 * place, and the rest is read. `rules` are the built-in ones, whose options are known.
 */
export function readLayer(source: PolicySource, rules: readonly Rule[]): PolicyLayer {
  const reader = new PolicyReader();
  const layer: Draft = {
    source,
    extends: [],
    phi: noPhiWritten,
    overrides: [],
    exceptions: [],
    locked: [],
    custom: [],
    globs: [],
    mentions: [],
    problems: reader.problems,
    pending: false,
  };
  const { text } = source;
  if (text.length > LARGEST_POLICY) {
    reader.say({ start: 0, end: 0 }, 'A policy has at most 1 MB; this one is not read.');
    return layer;
  }
  if (isAquaPolicy(text)) return { ...layer, ...readAquaPolicy(source, reader, rules) };
  const { root, problems } = parseYaml(text);
  for (const { span, message } of problems) reader.say(span, message);
  if (root.written && !root.isMap && root.value !== null && problems.length === 0)
    reader.say(root.span, 'A policy is a map with keys such as `rules` and `trustedImages`.');
  if (!root.isMap) return layer;

  const seen: Seen = { mentions: [], globs: [] };
  for (const [key, field] of reader.known(root, 'A policy', POLICY_KEYS)) {
    if (key === 'extends') readExtends(field, reader, layer);
    else if (key === 'profile') {
      const profile = reader.word(field, '`profile`', ['recommended', 'strict']);
      if (profile) layer.profile = { value: profile, span: field.span };
    } else if (key === 'trustedImages') layer.trustedImages = readTrusted(field, reader);
    else if (key === 'phi') layer.phi = readPhi(field, reader);
    else if (key === 'rules') layer.rules = { settings: readRuleSettings(field, rules, reader, seen), span: field.keySpan };
    else if (key === 'overrides') layer.overrides = readOverrides(field, rules, reader, seen);
    else if (key === 'exceptions') layer.exceptions = readExceptions(field, source.uri, reader, seen);
    else if (key === 'locked') {
      layer.locked = reader.texts(field, '`locked`');
      seen.mentions.push(...layer.locked);
    } else if (key === 'custom') {
      const { custom, pending } = readCustomRules(field, rules, reader);
      layer.custom = custom;
      layer.pending = pending;
    }
  }
  return { ...layer, ...seen };
}

const noPhiWritten: PolicyLayer['phi'] = noPhi as unknown as PolicyLayer['phi']; // four empty lists either way

function readExtends(field: Field, reader: PolicyReader, layer: Draft): void {
  const others: Written<string>[] = [];
  for (const reference of reader.texts(field, '`extends`'))
    if (isProfile(reference.value)) layer.extendsProfile = { value: reference.value, span: reference.span };
    else if (/^https?:/i.test(reference.value))
      reader.say(reference.span, 'A policy is never fetched: name a file, or a package as `npm:NAME`.');
    else if (!/^npm:|^\.|^\/|\/|\.ya?ml$/.test(reference.value))
      reader.unknown(
        reference.span,
        `\`${shown(reference.value)}\` is neither \`recommended\`, \`strict\`, a path such as \`./base.yaml\`, nor \`npm:NAME\`.`,
        reference.value,
        ['recommended', 'strict'],
      );
    else others.push(reference);
  layer.extends = others;
}

const isProfile = (text: string): text is Profile => text === 'recommended' || text === 'strict';

function readTrusted(field: Field, reader: PolicyReader): Written<Written<TrustedSource>[]> {
  const value = reader.items(field, '`trustedImages`').flatMap((item): Written<TrustedSource>[] => {
    if (!item.isMap) return reader.text(item, 'An image source').map(({ value, span }) => ({ value: { pattern: value }, span }));
    const entry: { pattern?: string; requires?: 'digest' | 'signature' } = {};
    for (const [key, part] of reader.known(item, 'An image source', TRUSTED_KEYS)) {
      if (key === 'source') entry.pattern = reader.text(part, '`source`')[0]?.value ?? '';
      else if (reader.word(part, `\`${key}\``, ['required', 'optional']) === 'required')
        entry.requires = key === 'signature' || entry.requires === 'signature' ? 'signature' : 'digest';
    }
    const { pattern, requires } = entry;
    if (pattern === undefined) reader.say(item.span, 'An image source that is a map has the key `source`.');
    return pattern ? [{ value: { pattern, ...(requires && { requires }) }, span: item.at('source').span }] : [];
  });
  return { value, span: field.keySpan };
}

function readPhi(field: Field, reader: PolicyReader): PolicyLayer['phi'] {
  const phi = { ...noPhiWritten };
  for (const [key, part] of reader.known(field, '`phi`', PHI_KEYS))
    phi[key as keyof PhiScope] = reader.texts(part, `\`phi.${key}\``);
  return phi;
}

function readOverrides(field: Field, rules: readonly Rule[], reader: PolicyReader, seen: Seen): WrittenRules[] {
  return reader.items(field, '`overrides`').flatMap((item): WrittenRules[] => {
    if (!item.isMap) {
      reader.say(item.span, 'An override is a map with `files` or a selector, and `rules`.');
      return [];
    }
    // what it is for must not become more than was meant
    const before = reader.count;
    const entries = reader.known(item, 'An override', OVERRIDE_KEYS);
    let files: readonly string[] | undefined;
    const selector: { -readonly [K in keyof Selector]: Selector[K] } = {};
    for (const [key, part] of entries) {
      if (key === 'rules') continue;
      const written = reader.texts(part, `\`${key}\``);
      const patterns = written.map(({ value }) => value);
      if (key === 'files') seen.globs.push(...written);
      if (key === 'files') files = patterns;
      else selector[key as keyof Selector] = patterns;
    }
    const selects = Object.keys(selector).length > 0;
    if (files === undefined && !selects)
      reader.say(item.span, 'An override says what it is for: `files`, `kinds`, `namespaces`, `services` or `stages`.');
    const broken = reader.count > before;
    const said = item.at('rules');
    const settings = readRuleSettings(said, rules, reader, seen);
    if (!said.written) reader.say(item.span, 'An override says what `rules` are like there.');
    if (broken || settings.length === 0) return [];
    return [{ when: { ...(files && { files }), ...(selects && { selector }) }, settings, span: item.span }];
  });
}

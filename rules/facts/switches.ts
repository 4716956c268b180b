import type { Command, Container, CopiedFile, Node, Variable } from '../model/nodes.ts';
import { containerOf, isStart } from '../model/containers.ts';
import { keyOf, openKeysOf, settingsOf, type WrittenSetting } from '../model/settingsText.ts';
import type { Edit, Span } from '../model/text.ts';
import { imageRows } from './images.ts';
import type { SwitchRow } from './rows.ts';
import { switchTable } from './switchTable.ts';

/** A setting that switches something off, and what is known of it. */
export interface Switch {
  readonly row: SwitchRow;
  readonly setting: WrittenSetting;
}

/** What is around a node; asked for only where that decides. */
export interface Around {
  /** All nodes of the part. */
  readonly nodes: readonly Node[];
}

type Holder = Variable | Command | CopiedFile;

/** By key without `_`, so that `useSSL`, `USE_SSL` and `usessl` are one. */
const exact = new Map<string, SwitchRow[]>();
/** Those with a wildcard, by the last word of the key. */
const endings = new Map<string, { readonly ending: string; readonly row: SwitchRow }[]>();

function index(): void {
  for (const row of switchTable)
    for (const key of row.keys)
      if (key.startsWith('*')) add(endings, lastWord(key), { ending: key.slice(1), row });
      else add(exact, squashed(key), row);
}

function add<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

const squashed = (key: string): string => key.replaceAll('_', '');
const lastWord = (key: string): string => key.slice(key.lastIndexOf('_') + 1);

/**
 * The settings of a node that a rule's rows of the table call bad, in the order written. What is set in a stage that is not
 * shipped, or overwritten later in the same stage, is none. With `everywhere`, what is set while an image is built, and where a
 * container's health is asked, counts too.
 */
export function switchesOf(rule: string, node: Holder, around: Around, everywhere = false): readonly Switch[] {
  const candidates = candidatesOf(node);
  if (candidates.length === 0 || (!everywhere && !isInForce(node, around))) return NONE;
  const found: Switch[] = [];
  for (const candidate of candidates) {
    const { row, setting } = candidate;
    if (row.rule !== rule || found.at(-1)?.setting === setting) continue;
    if (!everywhere && node.kind === 'Command' && node.by === 'RUN' && setting.file === undefined) continue;
    if (fits(setting, row, node, around.nodes)) found.push(candidate);
  }
  return found;
}

const NONE: readonly Switch[] = [];
const judged = new WeakMap<Holder, readonly Switch[]>();

/** The settings of a node whose value is bad for some rule, whatever stands around it; worked out once for all rules. */
function candidatesOf(node: Holder): readonly Switch[] {
  let candidates = judged.get(node);
  if (!candidates) {
    if (exact.size === 0) index();
    const found: Switch[] = [];
    for (const setting of settingsOf(node))
      for (const row of rowsFor(setting)) if (isBad(setting, row)) found.push({ row, setting });
    judged.set(node, (candidates = found.length === 0 ? NONE : found));
  }
  return candidates;
}

/** No key of the table has more words. */
const MOST_PARTS = 12;

/** The rows of a setting's name, those that fit it best first. */
function rowsFor({ key, via, name, path: written }: WrittenSetting): readonly SwitchRow[] {
  const own = exact.get(squashed(key)) ?? [];
  const more: SwitchRow[] = [];
  for (const { ending, row } of endings.get(lastWord(key)) ?? [])
    if (key.endsWith(ending) && !NEGATING.test(key.slice(0, -ending.length))) more.push(row);
  // the end of a path, when it is of two words or more: `outputs.main.tls.verify`
  const path = via === 'variable' ? [] : (written ?? (name.includes('.') ? name.split('.') : []));
  for (let from = Math.max(1, path.length - MOST_PARTS); from < path.length; from++) {
    const end = keyOf(path.slice(from).join('.'));
    if (end.includes('_')) more.push(...(exact.get(squashed(end)) ?? []));
  }
  return more.length === 0 ? own : [...own, ...more];
}

function isInForce(node: Holder, around: Around): boolean {
  if (node.stage && node.stage.role !== 'shipped') return false;
  if (node.kind === 'Command') return node.by === 'RUN' || isStart(node);
  if (node.kind === 'CopiedFile') return true;
  if (node.place === 'arg' || node.place === 'build-arg') return false;
  if (node.place !== 'env') return true;
  const last = containerOf(node, around.nodes)?.variables.findLast(({ name, place }) => name === node.name && place === 'env');
  return last === undefined || last === node;
}

/** `INSECURE_SKIP_TLS_VERIFY` is the opposite of `TLS_VERIFY`. */
const NEGATING = /(?:^|_)(?:SKIP|NO|NOT|DISABLED?|INSECURE|IGNORE|WITHOUT)$/;

const ON = /^(?:true|1|yes|y|on|enabled?)$/i;
const OFF = /^(?:false|0|no|n|off|disabled?)$/i;
/** Words that say nothing is set. */
const NOTHING = /^(?:''|""|-1|none|null|false|0|no|off|disabled?)?$/i;

/** Whether a setting has a value that a row calls bad. */
function isBad({ value, apart, via }: WrittenSetting, { test, via: ways }: SwitchRow): boolean {
  if (ways && !ways.includes(via)) return false;
  const text = value.trim();
  if (test === 'true') return apart ? !OFF.test(text) : ON.test(text);
  if (test === 'false') return OFF.test(text);
  const isEmpty = text === '' || text === "''" || text === '""';
  if (test === 'set') return !isEmpty;
  if (test === 'empty') return isEmpty && !apart;
  if (apart && text === '') return false;
  const lower = text.toLowerCase();
  if (test.startsWith('match:')) return expression(test.slice('match:'.length)).test(text);
  if (test.startsWith('is:')) return listed(test).includes(isEmpty ? '' : lower);
  return heldBy(lower, test) !== undefined;
}

const TOKENS = /[\s,;|]+/;

/** The words of `is:a|b`. */
const listed = (test: string): readonly string[] =>
  test
    .slice(test.indexOf(':') + 1)
    .toLowerCase()
    .split('|');

const expressions = new Map<string, RegExp>();

function expression(source: string): RegExp {
  let found = expressions.get(source);
  if (!found) expressions.set(source, (found = new RegExp(source, 'i')));
  return found;
}

/** Words that may stand before a name many programs use without making it another program's. */
const NEUTRAL = new Set(
  'APP APPLICATION API SERVER WEB HTTP HTTPS UI ADMIN REST FHIR PORTAL SERVICE SECURITY DASHBOARD GUI WEBUI'.split(' '),
);

/** Whether a row is about the product the setting is for, and the settings beside it do not say otherwise. */
function fits(setting: WrittenSetting, row: SwitchRow, node: Node, nodes: readonly Node[]): boolean {
  const container = containerOf(node, nodes);
  const image = imageOf(container);
  const { of, not, only, generic, client, with: partners, unless } = row;
  const { key, file = '', program = '' } = setting;
  const isObject = node.kind === 'Variable' && (node.place === 'config-map' || node.place === 'secret');
  const about = `${image?.path ?? ''} ${file} ${program} ${isObject ? setting.owner : ''}`.toLowerCase();
  const mentions = (words: readonly string[]): boolean => words.some((word) => about.includes(word.toLowerCase()));
  if (of && !mentions(of) && (only || (image && imageRows(image).length > 0))) return false;
  if (not && mentions(not)) return false;
  if (client && mentions([key.slice(0, key.indexOf('_'))])) return false;
  if (generic) {
    if (setting.via !== 'variable') return false;
    const ending = row.keys.find((other) => (other.startsWith('*') ? key.endsWith(other.slice(1)) : key === other));
    const lead = ending?.startsWith('*') ? key.slice(0, 1 - ending.length).split('_') : [];
    if (!lead.every((word) => NEUTRAL.has(word) || mentions([word]) || `${setting.owner}`.toUpperCase().includes(word)))
      return false;
  }
  if (partners && !partners.some((name) => hasBeside(name, setting, node, container))) return false;
  return !unless?.some((name) => hasBeside(name, setting, node, container));
}

/** A build's `image` is the name of its result, which says nothing of what is in it. */
function imageOf(container: Container | undefined): NonNullable<Container['image']>['name'] {
  return container?.built ? undefined : container?.image?.name;
}

/** Whether another setting of that name has a value, in the same text or container; one that is not known may have. */
function hasBeside(name: string, setting: WrittenSetting, node: Node, container: Container | undefined): boolean {
  const wanted = keyOf(name);
  const isMeant = (key: string): boolean =>
    key !== setting.key && (name.startsWith('*') ? key.endsWith(`_${wanted}`) : squashed(key) === squashed(wanted));
  if (node.kind === 'Variable' || node.kind === 'Command' || node.kind === 'CopiedFile') {
    for (const { key, value, path } of settingsOf(node))
      if ((isMeant(key) || (path && isMeant(keyOf(path.at(-1)!)))) && !NOTHING.test(value)) return true;
    for (const key of openKeysOf(node)) if (isMeant(key)) return true;
  }
  for (const variable of container?.variables ?? [])
    if (isMeant(keyOf(variable.name)) && (variable.value.state !== 'set' || !NOTHING.test(variable.value.value!))) return true;
  return false;
}

/** How a message says what was found: "`NEO4J_AUTH` is `none`"; values that may be anything are left out. */
export function sayingOf({ row: { test }, setting: { name, lead = '', value, apart } }: Switch): string {
  const shown = `${lead}${name}`;
  if (apart && (value === '' || test === 'true')) return `\`${shown}\` is set`;
  if (value.trim() === '' || /^(?:''|"")$/.test(value)) return `\`${shown}\` is empty`;
  const held = heldBy(value.toLowerCase(), test);
  if (held !== undefined) return `\`${shown}\` has \`${held}\` in it`;
  const isWord = /^(?:true|false|is:.*)$/.test(test) && value.length <= 40 && /^[\w.+*/:-]+$/.test(value);
  return `\`${shown}\` is ${isWord ? `\`${value}\`` : 'set'}`;
}

/** The word for which a list or a longer text is bad. */
function heldBy(text: string, test: string): string | undefined {
  if (test.startsWith('holds:')) return listed(test).find((word) => text.includes(word));
  const tokens = test.startsWith('token:') ? text.split(TOKENS) : [];
  return tokens.find((token) => listed(test).includes(token));
}

/** Where it is said: at the value; at the flag, when the word behind that is an argument of its own. */
export function placeOf(found: Switch): { readonly span: Span } {
  const { setting } = found;
  return standsAlone(found) && setting.nameSpan ? { span: setting.nameSpan } : setting;
}

/** The edit that takes a switch out of the file, where that can be done. */
export function removalOf(found: Switch): Edit | undefined {
  const { apart, remove } = found.setting;
  return apart && !standsAlone(found) ? undefined : remove?.();
}

/** A flag that needs no value, and so has none behind it unless that is a word for on. */
function standsAlone({ row: { test }, setting: { apart, value } }: Switch): boolean {
  return apart === true && (value === '' || (test === 'true' && !ON.test(value)));
}

/** The value a setting should have in production, spelt as the present one is: `True` for `False`, `on` for `off`. */
export function goodValueOf(found: Switch): string | undefined {
  const { good } = found.row;
  const isSwitch = PAIRS.some((words) => words.includes(good?.toLowerCase() ?? ''));
  return isSwitch ? (oppositeOf(found) ?? good) : good;
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['1', '0'],
  ['yes', 'no'],
  ['on', 'off'],
];

/** What to do about a switch: the value for production, or its removal. */
export function remediesOf(
  found: Switch,
): readonly { readonly title: string; readonly edits: readonly Edit[]; readonly safe: false }[] {
  const { name, set } = found.setting;
  const good = goodValueOf(found);
  if (good !== undefined && set) return [{ title: `Set \`${name}\` to \`${good}\``, edits: [set(good)], safe: false }];
  const edit = good === undefined ? removalOf(found) : undefined;
  return edit ? [{ title: `Remove \`${name}\``, edits: [edit], safe: false }] : [];
}

/** The opposite of a switch's word, spelt as that is. */
export function oppositeOf({ row: { test }, setting: { value } }: Switch): string | undefined {
  if (test !== 'true' && test !== 'false') return undefined;
  const pair = PAIRS.find((words) => words.includes(value.toLowerCase()));
  if (!pair) return undefined;
  const word = pair[test === 'true' ? 1 : 0];
  if (/^[A-Z]{2,}$/.test(value)) return word.toUpperCase();
  return /^[A-Z]/.test(value) ? word[0]!.toUpperCase() + word.slice(1) : word;
}

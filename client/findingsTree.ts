import {
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  workspace,
  type Command,
  type TreeDataProvider,
  type Uri,
} from 'vscode';
import { rangeOf, uriOf, type Finding, type Findings, type FoundRule } from './answers.ts';

/** What findings are put together by. */
export const GROUPINGS = ['safeguard', 'practice', 'file', 'rule'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Findings that have something in common. */
export interface Group {
  readonly kind: 'group';
  readonly grouping: Grouping;
  /** A citation, a category, a URI or the id of a rule. */
  readonly key: string;
  readonly findings: readonly Finding[];
}

/** A finding in its group. */
export interface Place {
  readonly kind: 'place';
  readonly group: Group;
  readonly finding: Finding;
}

export type Node = Group | Place;

const NONE: Findings = { findings: [], rules: {}, safeguards: [] };

/** The findings as a tree of two levels. */
export class FindingsTree implements TreeDataProvider<Node> {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #found = NONE;
  #grouping: Grouping;
  #groups: readonly Group[] | undefined;

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  set grouping(grouping: Grouping) {
    this.#grouping = grouping;
    this.#show();
  }

  get found(): Findings {
    return this.#found;
  }

  set found(found: Findings | undefined) {
    this.#found = found ?? NONE;
    this.#show();
  }

  getChildren(node?: Node): Node[] {
    if (node?.kind === 'place') return [];
    if (node) return node.findings.map((finding) => ({ kind: 'place', group: node, finding }));
    return [...(this.#groups ??= this.#grouped())];
  }

  getParent(node: Node): Node | undefined {
    return node.kind === 'place' ? node.group : undefined;
  }

  getTreeItem(node: Node): TreeItem {
    return node.kind === 'group' ? this.#itemOfGroup(node) : this.#itemOfPlace(node);
  }

  /** The rule that a node is about; nothing for groups of several. */
  ruleOf(node: Node): string | undefined {
    return node.kind === 'place' ? node.finding.rule : node.grouping === 'rule' ? node.key : undefined;
  }

  /** The text in force of the safeguard that a node is. */
  textOf(node: Node): string | undefined {
    if (node.kind === 'place' || node.grouping !== 'safeguard') return undefined;
    return this.#found.safeguards.find(({ citation }) => citation === node.key)?.url;
  }

  #show(): void {
    this.#groups = undefined;
    this.#changed.fire(undefined);
  }

  /** Each finding stands once, under the safeguard it relates to most closely, as in the report. */
  #grouped(): Group[] {
    const { findings, rules, safeguards } = this.#found;
    const grouping = this.#grouping;
    const keyOf = ({ uri, rule }: Finding): string =>
      ({ safeguard: rules[rule]?.safeguards[0] ?? '', practice: rules[rule]?.category ?? '', file: uri, rule })[grouping];
    const groups = new Map<string, Finding[]>();
    for (const finding of findings) {
      const key = keyOf(finding);
      const group = groups.get(key);
      if (group) group.push(finding);
      else groups.set(key, [finding]);
    }
    const order = new Map(safeguards.map(({ citation }, index) => [citation, index]));
    const rank = (key: string): number => order.get(key) ?? order.size;
    return [...groups]
      .map(([key, findings]): Group => ({ kind: 'group', grouping, key, findings }))
      .sort((a, b) => (grouping === 'safeguard' ? rank(a.key) - rank(b.key) : 0) || a.key.localeCompare(b.key));
  }

  #itemOfGroup(group: Group): TreeItem {
    const { grouping, key, findings } = group;
    const item = new TreeItem(this.#labelOf(group), TreeItemCollapsibleState.Collapsed);
    item.id = `${grouping}:${key}`;
    const counts = countsOf(findings);
    item.description = counts;
    item.iconPath = ICONS[grouping];
    if (grouping === 'file') {
      const uri = uriOf({ uri: key });
      item.resourceUri = uri;
      item.description = [folderOf(uri), counts].filter(Boolean).join(' · ');
    }
    if (grouping === 'rule') item.tooltip = key;
    const safeguard = this.#found.safeguards.find(({ citation }) => grouping === 'safeguard' && citation === key);
    if (safeguard) item.tooltip = `45 CFR ${key} ${safeguard.title}. ${safeguard.requirement}.`;
    item.contextValue = grouping === 'rule' && this.#rule(key)?.page ? 'explainable' : safeguard ? 'safeguard' : grouping;
    item.accessibilityInformation = { label: [this.#labelOf(group), item.description].join(', ') };
    return item;
  }

  #itemOfPlace({ finding, group }: Place): TreeItem {
    const { message, rule, severity, range } = finding;
    const uri = uriOf(finding);
    const item = new TreeItem(message, TreeItemCollapsibleState.None);
    item.id = [group.grouping, group.key, finding.uri, range.start.line, range.start.character, rule, message].join('\0');
    const line = range.start.line + 1;
    const place = group.grouping === 'file' ? l10n.t('line {0}', line) : `${workspace.asRelativePath(uri)}:${line}`;
    item.description = group.grouping === 'rule' ? place : `${rule} · ${place}`;
    item.iconPath = new ThemeIcon(severity, new ThemeColor(COLORS[severity]));
    const name = severityName(severity);
    item.tooltip = this.#tooltipOf(finding, name);
    item.accessibilityInformation = { label: `${name}: ${message} ${item.description}` };
    item.contextValue = this.#rule(rule)?.page ? 'explainable' : 'place';
    item.command = opening(finding);
    return item;
  }

  #tooltipOf({ rule: id, message }: Finding, severity: string): MarkdownString {
    const rule = this.#rule(id);
    const text = new MarkdownString();
    text.appendMarkdown(`**${severity}** `);
    text.appendText(message);
    text.appendMarkdown('\n\n');
    text.appendText(`${rule?.title ?? ''} (${id})`);
    for (const citation of rule?.safeguards ?? []) {
      const safeguard = this.#found.safeguards.find((one) => one.citation === citation);
      text.appendMarkdown('\n\n');
      text.appendText(`45 CFR ${citation} ${safeguard?.title ?? ''}. ${safeguard?.requirement ?? ''}.`);
    }
    return text;
  }

  #labelOf({ grouping, key }: Group): string {
    if (grouping === 'file') return nameOf(uriOf({ uri: key }));
    if (grouping === 'rule') return this.#rule(key)?.title ?? key;
    if (grouping === 'practice') return key;
    const safeguard = this.#found.safeguards.find(({ citation }) => citation === key);
    return safeguard ? `${key} ${safeguard.title}` : l10n.t('Related to no safeguard');
  }

  #rule(id: string): FoundRule | undefined {
    return Object.hasOwn(this.#found.rules, id) ? this.#found.rules[id] : undefined;
  }
}

/** How many findings there are, by severity: `2 errors, 1 warning`. */
export function countsOf(findings: readonly Pick<Finding, 'severity'>[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  return [
    errors > 0 && (errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)),
    warnings > 0 && (warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)),
    infos > 0 && (infos === 1 ? l10n.t('1 note') : l10n.t('{0} notes', infos)),
  ]
    .filter(Boolean)
    .join(', ');
}

const severityName = (severity: Finding['severity']): string =>
  ({ error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Note') })[severity];

const opening = (finding: Finding): Command => ({
  command: 'vscode.open',
  title: l10n.t('Open'),
  arguments: [uriOf(finding), { selection: rangeOf(finding) }],
});

const ICONS: Readonly<Record<Grouping, ThemeIcon>> = {
  safeguard: new ThemeIcon('shield'),
  practice: new ThemeIcon('tag'),
  file: ThemeIcon.File,
  rule: new ThemeIcon('law'),
};

const COLORS: Readonly<Record<Finding['severity'], string>> = {
  error: 'problemsErrorIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
  info: 'problemsInfoIcon.foreground',
};

const nameOf = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** Relative to the workspace; empty for what lies at the top of its only folder. */
function folderOf(uri: Uri): string {
  const path = workspace.asRelativePath(uri);
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

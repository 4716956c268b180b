import { isLiteralSecret, isSecretName } from '../../facts/secrets.ts';
import { matchesGlob } from '../../model/glob.ts';
import type { CopiedFile, ImageReference, Node, Port, Target, Variable } from '../../model/nodes.ts';
import type { Citation } from '../../safeguards.ts';
import type { Context, Report, Rule, Severity } from '../rule.ts';
import { isFrom } from '../../model/imageSource.ts';
import { holdsAt, type PathTest } from './pathTest.ts';
import { fits, spend, type TextTest } from './textTest.ts';
import { shown } from './reader.ts';

/** A team's own rule, as data. A thing that any of its lists describes is a finding. */
export interface CustomRule {
  readonly id: string;
  readonly title: string;
  /** What a finding says; `{name}` stands for the author's own name of the thing. */
  readonly message?: string;
  readonly why: string;
  readonly remedy: string;
  readonly severity: Severity;
  /** Narrower than what the lists can be found in. */
  readonly targets?: readonly Target[];
  readonly safeguards: readonly Citation[];
  readonly files?: readonly FileTest[];
  readonly ports?: readonly PortTest[];
  /** Patterns of image sources. */
  readonly images?: readonly string[];
  readonly variables?: readonly VariableTest[];
  /** Found anywhere in the text of a command. */
  readonly commands?: readonly TextTest[];
  readonly secrets?: readonly SecretSource[];
  readonly path?: PathTest;
}

/** A file that becomes part of an image or an object: a glob over where it comes from, or the beginning of where it goes. */
export type FileTest = { readonly glob: string } | { readonly below: string };

export interface PortTest {
  readonly from: number;
  readonly to: number;
  readonly transport?: Port['transport'];
}

export interface VariableTest {
  readonly name?: TextTest;
  readonly value?: TextTest;
}

/** `environment`: a value written where the variable is set; `kubernetes`: a variable filled from a Secret. */
export type SecretSource = 'environment' | 'kubernetes';

type Check = (node: Node, say: (report: Report & { readonly name?: string }) => void, context: Context<unknown>) => void;

/** The rule that data describes; it behaves like a built-in one everywhere. */
export function toRule(data: CustomRule): Rule {
  const checks = checksOf(data);
  const check = Object.fromEntries(
    Object.entries(checks).map(([kind, look]) => [
      kind,
      (node: Node, context: Context<unknown>) =>
        look(
          node,
          ({ name, message, ...report }) => context.report({ ...report, message: messageOf(data, name, message) }),
          context,
        ),
    ]),
  );
  const { id, title, why, remedy, severity, safeguards } = data;
  return { id, title, why, remedy, severity, profile: 'recommended', targets: targetsOf(data), safeguards, check };
}

const EVERYWHERE: readonly Target[] = ['dockerfile', 'compose', 'kubernetes'];

function targetsOf({ targets, path, files, ports, images, variables, commands, secrets }: CustomRule): readonly Target[] {
  const lists = files || ports || images || variables || commands || secrets;
  const possible =
    lists || !path
      ? EVERYWHERE
      : EVERYWHERE.filter((target) => path.in === target || (path.in === 'container' && target !== 'dockerfile'));
  return targets ? possible.filter((target) => targets.includes(target)) : possible;
}

function messageOf({ message, title }: CustomRule, name: string | undefined, otherwise: string): string {
  const said = message ?? otherwise ?? title;
  if (name === undefined) return said.replaceAll('{name}', 'it');
  const quoted = `\`${shown(name)}\``;
  if (said.includes('{name}')) return said.replaceAll('{name}', () => quoted);
  return message === undefined ? said : `${quoted}: ${said}`;
}

function checksOf(data: CustomRule): Readonly<Record<string, Check>> {
  const { files, ports, images, variables, commands, secrets, path } = data;
  const checks: Record<string, Check> = {};
  const add = (kind: Node['kind'], check: Check): void => {
    const before = checks[kind];
    checks[kind] = !before
      ? check
      : (...args) => {
          before(...args);
          check(...args);
        };
  };
  if (files)
    add('CopiedFile', (node, say) => {
      const file = node as CopiedFile;
      if (files.some((test) => isFile(file, test))) say({ at: file, name: file.source, message: 'The policy keeps {name} out.' });
    });
  if (ports)
    add('Port', (node, say) => {
      const port = node as Port;
      if (ports.some((test) => isPort(port, test)))
        say({ at: port, name: port.text, message: 'The policy keeps port {name} closed.' });
    });
  if (images)
    add('ImageReference', (node, say) => {
      const image = node as ImageReference;
      if (!image.output && image.name && images.some((pattern) => isFrom(image.name!, pattern)))
        say({ at: image, name: image.text, message: 'The policy does not allow images from {name}.' });
    });
  if (variables)
    add('Variable', (node, say, context) => {
      const variable = node as Variable;
      if (variables.some((test) => isVariable(variable, test, context)))
        say({ at: variable, name: variable.name, message: 'The policy does not allow {name} to be set like this.' });
    });
  if (commands)
    add('Command', (node, say, context) => {
      if (node.kind === 'Command' && commands.some((test) => fits(test, node.text, context, 'anywhere')))
        say({ at: node, message: 'The policy does not allow this command.' });
    });
  if (secrets) addSecrets(secrets, add);
  if (path)
    for (const kind of kindsOf(path))
      add(kind, (node, say, context) => {
        for (const { at, name, message } of holdsAt(path, node, (count) => spend(context, count))) say({ at, name, message });
      });
  return checks;
}

const kindsOf = (path: PathTest): readonly Node['kind'][] =>
  path.in === 'container' ? ['Container'] : path.in === 'compose' ? ['compose.File'] : ['kubernetes.Manifest'];

/** Names are compared without case, as file systems of build machines may do. */
function isFile({ source, destination }: CopiedFile, test: FileTest): boolean {
  const from = source.replace(/^(?:\.?\/)+/, '');
  const to = destination ?? '';
  if ('below' in test) {
    const folder = test.below.endsWith('/') ? test.below : `${test.below}/`;
    return `${to.replace(/(?<!\/)\/+$/, '')}/`.startsWith(folder);
  }
  const glob = test.glob.toLowerCase();
  if (glob.startsWith('/')) return to !== '' && matchesGlob(to.toLowerCase().replace(/^\/+/, ''), [glob]);
  return (
    matchesGlob(from.toLowerCase(), [glob]) ||
    (to !== '' && !to.endsWith('/') && !glob.includes('/') && matchesGlob(to.toLowerCase(), [glob]))
  );
}

/** The container's side decides, the host's only where that is unknown. */
function isPort({ from, to, hostFrom, hostTo, transport }: Port, test: PortTest): boolean {
  const [first, last] = from === undefined ? [hostFrom, hostTo ?? hostFrom] : [from, to ?? from];
  if (first === undefined || last === undefined || (test.transport && test.transport !== transport)) return false;
  return first <= test.to && test.from <= last;
}

function isVariable({ name, value }: Variable, test: VariableTest, context: object): boolean {
  if (test.name !== undefined && !fits(test.name, name, context, 'whole, any case')) return false;
  if (test.value === undefined) return true;
  return value.state === 'set' && fits(test.value, value.value ?? '', context, 'whole');
}

function addSecrets(secrets: readonly SecretSource[], add: (kind: Node['kind'], check: Check) => void): void {
  add('Variable', (node, say) => {
    const { name, value, from, place } = node as Variable;
    if (secrets.includes('kubernetes') && from === 'secret')
      say({ at: node, name, message: '{name} is filled from a Kubernetes Secret.' });
    if (!secrets.includes('environment') || from !== undefined || place === 'config-map' || place === 'secret') return;
    if (value.state === 'set' && isSecretName(name) && isLiteralSecret(name, value.value ?? ''))
      say({ at: node, name, message: 'The value of {name} is written where it is set.' });
  });
  if (secrets.includes('kubernetes'))
    add('Container', (node, say) => {
      if (node.kind !== 'Container' || node.role === 'stage' || node.role === 'service') return;
      for (const source of node.field?.at('envFrom').items() ?? [])
        if (source.at('secretRef').written)
          say({
            at: source.at('secretRef'),
            name: node.name,
            message: 'The environment of {name} is filled from a Kubernetes Secret.',
          });
    });
}

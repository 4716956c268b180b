import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { isLiteralSecret, isSecretName } from '../facts/secrets.ts';
import { fallbacksOf, judgeCredential, type Weakness } from '../facts/weakCredentials.ts';
import { containerOf } from '../model/containers.ts';
import { environmentAround, FOR_TESTS } from '../model/environment.ts';
import type { Command, Container, Node, Variable } from '../model/nodes.ts';
import { keyOf, settingsOf, type WrittenSetting } from '../model/settingsText.ts';

/** ConfigMaps and Secrets have rules of their own, which name such values too. */
const PLACES: readonly Variable['place'][] = ['env', 'arg', 'environment', 'build-arg', 'literal'];

export default rule({
  id: 'weak-credential',
  title: 'Credential is a known default or guessable',
  why: `Programs try the defaults of every product, and the words of every list, within minutes of finding a port. Whoever
    gets in this way reads the records behind it as a user the system knows.`,
  remedy: 'Set a long random value from outside at run time: a secret store, a mounted file, or a variable that must be set.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(d)', '164.308(a)(5)(ii)(D)', '164.312(a)(2)(i)'],

  options: { extra: strings('More values that anyone would guess.') },

  check: {
    Variable(variable, context) {
      const { options, report, file } = context;
      if (!PLACES.includes(variable.place) || variable.from !== undefined || variable.value.state !== 'set') return;
      for (const setting of credentialsOf(variable)) {
        const weakness = judge(setting, variable, context.nodes, options.extra);
        if (weakness)
          report({ at: setting, ...said(setting, weakness, environmentAround(variable, context.nodes, file) === 'test') });
      }
    },

    Command(command, context) {
      const { options, report, file } = context;
      for (const setting of credentialsOf(command)) {
        const weakness = judge(setting, command, context.nodes, options.extra);
        if (weakness)
          report({ at: setting, ...said(setting, weakness, environmentAround(command, context.nodes, file) === 'test') });
      }
    },

    Container(container, context) {
      const { report, file } = context;
      const fallback = fallbackOf(container);
      if (!fallback) return;
      const test = environmentAround(container, context.nodes, file) === 'test';
      report({
        at: container,
        message: `\`${container.name}\` publishes ${fallback.product} without \`${fallback.variables.at(-1)}\`: the image falls back to a login that its documentation prints.`,
        severity: test ? 'warning' : 'error',
      });
    },
  },
});

const HINT = /users|pass|pwd|pw|secret|key|token|auth|credential|cookie/i;

/** The settings of a node that may be a credential, those inside options of a program too. */
function credentialsOf(node: Variable | Command): readonly WrittenSetting[] {
  if (node.kind === 'Command' ? !HINT.test(node.text) : !HINT.test(node.name) && !HINT.test(node.value.value!)) return [];
  return settingsOf(node).filter(({ via, value, name }) => via !== 'parameter' && value !== '' && HINT.test(name));
}

function judge(
  { name, value }: WrittenSetting,
  node: Variable | Command,
  nodes: readonly Node[],
  extra: readonly string[],
): Weakness | undefined {
  const container = containerOf(node, nodes);
  const beside = valuesBeside(container?.variables ?? (node.kind === 'Variable' ? around(node, nodes) : []));
  const image = container?.built ? undefined : container?.image?.name;
  const weakness = judgeCredential(name, value, image, beside);
  if (weakness)
    return weakness.by === 'default' || weakness.by === 'user' || (isSecretName(name) && isLiteralSecret(name, value))
      ? weakness
      : undefined;
  return extra.includes(value) && isSecretName(name) ? { by: 'guessable' } : undefined;
}

const besideOf = new WeakMap<readonly Variable[], ReadonlyMap<string, string>>();

function valuesBeside(variables: readonly Variable[]): ReadonlyMap<string, string> {
  let values = besideOf.get(variables);
  if (!values) {
    values = new Map(
      variables.flatMap(({ name, value }) => (value.state === 'set' ? [[keyOf(name), value.value!] as const] : [])),
    );
    besideOf.set(variables, values);
  }
  return values;
}

/** The variables of the same stage or object, for one that is in no container. */
const around = ({ owner, place }: Variable, nodes: readonly Node[]): readonly Variable[] =>
  nodes.filter((node): node is Variable => node.kind === 'Variable' && node.owner === owner && node.place === place);

function said({ name }: WrittenSetting, { by, product }: Weakness, test: boolean) {
  const reason =
    by === 'default'
      ? `is set to a value well known from ${product}`
      : by === 'derived'
        ? 'is the name of the user, the database or the product beside it'
        : by === 'user'
          ? 'gives a user a password of every guessing list'
          : 'is set to a value of every guessing list';
  const message = `\`${name}\` ${reason}${test ? FOR_TESTS : ''}.`;
  return { message, severity: test ? ('warning' as const) : ('error' as const) };
}

/** A login the image falls back to, where a port is open to the outside and nothing in sight could set another. */
function fallbackOf(container: Container): ReturnType<typeof fallbacksOf>[number] | undefined {
  const { image, built, partial, field, ports, mounts, variables } = container;
  if (!image?.name || built || partial || !field || !ports.some(({ level }) => level === 'published')) return undefined;
  if (field.at('env_file').written || field.at('envFrom').written || field.at('extends').written) return undefined;
  if (field.at('command').written || field.at('args').written || field.at('entrypoint').written) return undefined;
  // a file that is mounted may set it
  if (mounts.some(({ type }) => type === 'secret' || type === 'config')) return undefined;
  if (
    mounts.some(({ type, destination = '/etc' }) => type === 'bind' && /^\/(?:etc|run|config|conf|opt)|\.\w+$/.test(destination))
  )
    return undefined;
  return fallbacksOf(image.name).find(
    (fallback) =>
      !variables.some(({ name }) =>
        fallback.variables.some((wanted) => name.startsWith(wanted) || wanted.startsWith(`${name}_`)),
      ),
  );
}

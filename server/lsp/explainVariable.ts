import { isPlaceholder, isReference, isSecretName } from '../../rules/facts/secrets.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Project } from '../../rules/engine/project.ts';
import { containerOf } from '../../rules/model/containers.ts';
import { readDotenv } from '../../rules/model/dotenv.ts';
import type { Document } from '../../rules/model/document.ts';
import { beside, sameName } from '../../rules/model/files.ts';
import type { Node, Variable } from '../../rules/model/nodes.ts';
import { paragraphs } from './explainRule.ts';
import { code } from './markdown.ts';

/** What a variable is looked at in. */
export interface AroundVariable {
  readonly document: Document;
  readonly policy: Policy;
  readonly project: Project | undefined;
  /** All nodes of its part. */
  readonly nodes: readonly Node[];
}

/** Where the value of a variable comes from that holds a credential by its name; nothing for any other. The value is never told. */
export function explainVariable(variable: Variable, around: AroundVariable): string | undefined {
  const { name } = variable;
  const options = around.policy.rule('secret-in-variable')?.options as { names?: readonly string[]; ignore?: readonly string[] };
  if (options?.ignore?.includes(name)) return undefined;
  const fileOf = /^(.+)_FILE$/i.exec(name)?.[1];
  const byName = isSecretName(name) || (fileOf !== undefined && isSecretName(fileOf));
  if (!byName && !isSecretName(name, options?.names)) return undefined;
  return paragraphs([
    `**Variable** ${code(name)} · a credential by ${byName ? 'its name' : 'the policy'}`,
    fileOf !== undefined && byName && !isSecretName(name) ? fromFile(variable, around) : source(variable, around),
  ]);
}

/** `POSTGRES_PASSWORD_FILE` and its kin. */
function fromFile(variable: Variable, { nodes }: AroundVariable): string {
  const path = variable.value.state === 'set' ? variable.value.value : undefined;
  const mount = containerOf(variable, nodes)?.mounts.find(
    ({ destination }) =>
      destination !== undefined && (destination === path || path?.startsWith(`${destination.replace(/\/$/, '')}/`)),
  );
  if (mount?.type === 'secret')
    return `Read from a file at run time: the secret${mount.source === undefined ? '' : ` ${code(mount.source)}`} is mounted there.`;
  return 'Read from a file at run time, which this variable names.';
}

function source(variable: Variable, around: AroundVariable): string {
  const { value, written, place, from, field } = variable;
  const reference = from && field?.at('valueFrom');
  if (reference) {
    const [key, kind, note] = REFERENCES[from];
    const { name, entry } = { name: reference.at(key, 'name').text, entry: reference.at(key, 'key').text };
    const which = `${entry === undefined ? '' : `the key ${code(entry)} of `}${kind}${name === undefined ? '' : ` ${code(name)}`}`;
    return `Comes from ${which}${note}.`;
  }
  if (written.includes('{{')) return 'Comes from a template, filled in before it is applied.';
  const inCompose = around.document.target === 'compose';
  const outside = /\$\{?(\w+)(:?[-?+])?/.exec(written.replace(/\$\$/g, ''));
  if (outside && inCompose) return fromOutside(outside[1]!, outside[2] ?? '', around);
  if (outside && around.document.target === 'dockerfile')
    return `Comes from ${code(outside[1]!)}, which is set further up or when the image is built. ${IN_IMAGE}`;
  if (value.state === 'unset') {
    if (place === 'arg' || place === 'build-arg') return `Given when the image is built. ${IN_HISTORY}`;
    if (inCompose) return fromOutside(variable.name, '', around);
    return 'Has no value here.';
  }
  if (value.state === 'unknown') return 'Where it comes from cannot be told from this file.';
  if (isPlaceholder(value.value!)) return 'Has a placeholder here, to be filled in.';
  if (isReference(value.value!)) return 'Names a place in a secret store, or a file, that holds the value.';
  return LITERAL[place];
}

const IN_IMAGE = 'It becomes part of the image.';
const IN_HISTORY = 'Build arguments stay in the history of the image; a secret mount (`RUN --mount=type=secret`) does not.';

const REFERENCES = {
  secret: ['secretKeyRef', 'the Secret', ''],
  'config-map': ['configMapKeyRef', 'the ConfigMap', ', whose values are kept like any other setting'],
  field: ['fieldRef', 'a field of the pod', ''],
  resource: ['resourceFieldRef', 'a resource field of the container', ''],
} as const;

const HERE = 'Written in this file, for whoever can read it.';

const LITERAL: Readonly<Record<Variable['place'], string>> = {
  env: `${HERE} ${IN_IMAGE}`,
  arg: `A default is written in this file, for whoever can read it. ${IN_HISTORY}`,
  environment: HERE,
  'build-arg': `${HERE} ${IN_HISTORY}`,
  'env-file': 'Comes from an env file.',
  'config-map': 'Written in a ConfigMap, whose values are kept like any other setting.',
  secret: 'Written in this Secret. What stands under `data` is base64, which anyone can read back.',
  literal: `${HERE} It becomes part of a generated object.`,
};

/** A value compose takes from where it is run, from the `.env` beside the file, or from a default. */
function fromOutside(name: string, operator: string, { document, project }: AroundVariable): string {
  const file = beside(sameName(document.uri), '.env');
  const text = file === undefined ? undefined : project?.files.text(file);
  const set = text !== undefined && readDotenv(text).some((entry) => entry.name === name && entry.value !== undefined);
  const from = set
    ? `Comes from ${code(name)} in the ${code('.env')} beside this file, unless the environment that starts it has one.`
    : `Comes from ${code(name)} in the environment that starts it${project ? '' : `, or in a ${code('.env')} beside this file`}.`;
  if (operator.endsWith('-')) return `${from} Without it, a default written here counts.`;
  if (operator.endsWith('?')) return `${from} Without it nothing starts.`;
  return from;
}

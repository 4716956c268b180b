import { strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { passwordsInSql } from '../facts/commandCredentials.ts';
import { isInSecretGenerator } from '../facts/credentialPlaces.ts';
import { isLiteralSecret, isSecretName } from '../facts/secrets.ts';
import type { CopiedFile, Node, Variable } from '../model/nodes.ts';
import { settingsOf, type WrittenSetting } from '../model/settingsText.ts';
import type { Span } from '../model/text.ts';

export default rule({
  id: 'secret-in-configmap',
  title: 'Credential is stored in a ConfigMap or plain config',
  why: `Whoever may read the configuration of a namespace reads it, which is far more people and programs than may read its
    Secrets; it is not encrypted at rest where Secrets are, and stands in logs of changes in full.`,
  remedy: 'Keep the value in a Secret, or outside the cluster, and let the program read it from a variable or a mounted file.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(a)(2)(iv)', '164.312(d)'],

  options: {
    names: strings('More names of settings that hold a credential.'),
    ignore: strings('Names of settings that hold none.'),
  },

  check: {
    Variable(variable, context) {
      const { options, report } = context;
      if (!isConfig(variable, context)) return;
      for (const credential of credentialsIn(variable, options))
        report({ at: credential, message: message(credential.name, variable), fixes: fixes(credential, variable) });
    },

    CopiedFile(copied, { options, report }) {
      if ((copied.by !== 'config' && copied.by !== 'heredoc') || !copied.content) return;
      const file = copied.by === 'config' ? 'The config' : 'The file';
      for (const credential of credentialsIn(copied, options)) {
        const { name } = credential;
        const what = name === 'SQL' ? 'has a literal password in an SQL statement' : `sets \`${name}\` to a literal credential`;
        report({ at: credential, message: `${file} \`${copied.source}\` ${what}.` });
      }
    },
  },
});

const isConfig = (variable: Variable, around: { readonly nodes: readonly Node[] }): boolean =>
  variable.place === 'config-map' || (variable.place === 'literal' && !isInSecretGenerator(variable.span, around.nodes));

interface Credential {
  readonly name: string;
  readonly span: Span;
  readonly setting?: WrittenSetting;
}

interface Names {
  readonly names: readonly string[];
  readonly ignore: readonly string[];
}

function credentialsIn(node: Variable | CopiedFile, { names, ignore }: Names): readonly Credential[] {
  const found: Credential[] = [];
  for (const setting of settingsOf(node)) {
    const { name, value, span, via, within } = setting;
    const last = setting.path?.at(-1) ?? name;
    if (ignore.includes(name) || ignore.includes(last)) continue;
    if (via === 'parameter' && within?.includes('://')) continue; // the address as a whole is the matter
    if ((isSecretName(name, names) || isSecretName(last, names)) && isCredential(last, value))
      found.push({ name, span, setting });
    else if (/^proxy_set_header|^add_header/.test(name) && /^authorization\s+"?(?:basic|bearer)\s+[^$\s"]/i.test(value))
      found.push({ name: 'Authorization', span });
  }
  return [...found, ...(node.kind === 'Variable' && found.length === 0 ? ofPair(node, names) : []), ...ofStatements(node)];
}

/** Here a short word counts too: nothing else is in such a place by chance. */
const isCredential = (name: string, value: string): boolean =>
  isLiteralSecret(name, value) || (/^[A-Za-z]\w$/.test(value) && !/^(?:no|on|ok)$/i.test(value));

/** One line `NAME=value` under a key of another name. */
function* ofPair({ value, scalar, field }: Variable, names: readonly string[]): Iterable<Credential> {
  const [, name, text] = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(\S+)\s*$/.exec(value.value ?? '') ?? [];
  if (name === undefined || text === undefined || !isSecretName(name, names) || !isCredential(name, text)) return;
  const { end } = (scalar ?? field)?.textSpan ?? value.span;
  yield { name, span: { start: end - text.length, end } };
}

/** What is no setting: a user in an ACL file of Redis, a user made by an SQL script. */
function* ofStatements(node: Variable | CopiedFile): Iterable<Credential> {
  const whole = node.kind === 'Variable' ? node.value.value : node.content?.text;
  if (whole === undefined || !/identified|password|^[ \t]*user\s/im.test(whole)) return;
  const written = writtenText(node);
  if (!written) return;
  const { start, text } = written;
  for (const password of passwordsInSql(text))
    yield { name: 'SQL', span: { start: start + password.start, end: start + password.end } };
  for (const line of text.matchAll(/^[ \t]*user[ \t]+\S+[ \t][^\n]*?>(\S+)/gm)) {
    const at = start + line.index + line[0].length;
    if (isLiteralSecret('password', line[1]!)) yield { name: 'user', span: { start: at - line[1]!.length, end: at } };
  }
}

/** The text as it stands in the file, so that an offset in it is one in the file. */
function writtenText(node: Variable | CopiedFile): { readonly start: number; readonly text: string } | undefined {
  const scalar = node.kind === 'Variable' ? (node.scalar ?? node.field) : node.content?.scalar;
  if (!scalar)
    return node.kind === 'CopiedFile' && node.content ? { start: node.content.span.start, text: node.content.text } : undefined;
  const { start, end } = scalar.textSpan;
  return { start, text: scalar.source.original.slice(start, end) };
}

function message(name: string, { name: key, owner, place }: Variable): string {
  const object = `the ${place === 'literal' ? 'generator' : 'ConfigMap'} \`${owner}\``;
  if (name === key) return `\`${key}\` in ${object} is a literal credential.`;
  if (name === 'SQL') return `\`${key}\` in ${object} has a literal password in an SQL statement.`;
  return `\`${key}\` in ${object} sets \`${name}\` to a literal credential.`;
}

function fixes({ setting, name }: Credential, variable: Variable): readonly Fix[] {
  const remove = setting?.name === variable.name ? (variable.value.remove ?? setting.remove) : setting?.remove;
  return remove ? [{ title: `Take \`${name}\` out, to be kept in a Secret`, edits: [remove()], safe: false }] : [];
}

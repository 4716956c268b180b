import { strings } from '../engine/options.ts';
import { rule, type Fix, type Report } from '../engine/rule.ts';
import { isInSecretGenerator } from '../facts/credentialPlaces.ts';
import { isAccessKeyId, isLiteralSecret, isSecretName } from '../facts/secrets.ts';
import { environmentAround } from '../model/environment.ts';
import type { Variable } from '../model/nodes.ts';
import { settingsOf } from '../model/settingsText.ts';
import type { Edit } from '../model/text.ts';
import { plainOrQuoted } from '../model/yaml.ts';

/** Other places have rules of their own: build arguments of a Dockerfile, ConfigMaps, Secrets, env files. */
const PLACES: readonly Variable['place'][] = ['env', 'environment', 'build-arg', 'literal'];

export default rule({
  id: 'secret-in-variable',
  title: 'Variable holds a literal credential',
  why: `Whoever can read the file, its history, the image or the container's settings can use the credential, and reach the
    health information it guards. It cannot be changed without changing the file.`,
  remedy:
    'Take the value from outside at run time: a secret store, a mounted file, a Kubernetes Secret, or a variable that must be set.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(5)(ii)(D)'],

  options: {
    names: strings('More names of variables that hold a credential.'),
    ignore: strings('Names of variables that hold none.'),
  },

  check: {
    Variable(variable, context) {
      const { options, report, file } = context;
      const { name, value, place, from } = variable;
      if (!PLACES.includes(place) || from !== undefined || value.state !== 'set') return;
      if (options.ignore.includes(name)) return;
      // a generated Secret, and whatever of a ConfigMap, has a rule of its own
      if (place === 'literal' && isInSecretGenerator(variable.span, context.nodes)) return;
      const tell = (at: Report['at'], what: string, fixes: readonly Fix[]): void => {
        const severity = environmentAround(variable, context.nodes, file) === 'test' ? 'warning' : 'error';
        const where = severity === 'warning' ? ', by its place one for development or tests' : '';
        report({ at, message: `${what}${where}.`, severity, fixes });
      };
      const named = isSecretName(name, options.names) && isLiteralSecret(name, value.value!);
      if (named || isAccessKeyId(name, value.value!)) tell(value, `\`${name}\` holds a literal credential`, fixes(variable));
      else if (/[={:]/.test(value.value!))
        for (const setting of settingsOf(variable)) {
          const last = setting.path?.at(-1) ?? setting.name;
          if (setting.via !== 'config' || options.ignore.includes(setting.name) || !isSecretName(last, options.names)) continue;
          if (!isLiteralSecret(last, setting.value)) continue;
          tell(setting, `\`${name}\` sets \`${setting.name}\` to a literal credential`, []);
        }
    },
  },
});

function fixes(variable: Variable): readonly Fix[] {
  const { name, written, form, field, owner } = variable;
  // of `${NAME:-…}` the default goes, and the name stays
  const outside = /^\$\{(\w+)/.exec(written)?.[1] ?? (/^\w+$/.test(name) ? name : name.replace(/\W+/g, '_').toUpperCase());
  if (form) {
    const edit = writing(variable, `\${${outside}:?}`);
    return edit ? [{ title: `Take \`${outside}\` from outside, and fail without it`, edits: [edit], safe: false }] : [];
  }
  // https://kubernetes.io/docs/concepts/configuration/secret/: what a key may be
  if (!/^[-.\w]+$/.test(name)) return [];
  const reference = `valueFrom: { secretKeyRef: { name: ${plainOrQuoted(owner)}, key: ${plainOrQuoted(name)} } }`;
  const edit = field?.at('value').replacePair(reference);
  return edit ? [{ title: `Take \`${name}\` from a Secret \`${owner}\`, to be created`, edits: [edit], safe: false }] : [];
}

/** A value that is nothing but one variable with a default may be overwritten too, where it stands as it reads. */
function writing({ value: { span, set, remove }, written }: Variable, text: string): Edit | undefined {
  if (set) return set(text);
  const isOneVariable = /^\$\{\w+:?-[^{}$]*\}$/.test(written) && span.end - span.start === written.length;
  return remove && isOneVariable ? { span, text } : undefined;
}

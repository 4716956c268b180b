import { strings } from '../engine/options.ts';
import { rule, type Severity } from '../engine/rule.ts';
import { commandCredentials, type CommandCredential, sftpPasswords } from '../facts/commandCredentials.ts';
import { isLiteralSecret } from '../facts/secrets.ts';
import { containerOf } from '../model/containers.ts';
import { environmentAround } from '../model/environment.ts';
import type { Command, Variable } from '../model/nodes.ts';
import type { Field } from '../model/yaml.ts';

/** Where a variable's value becomes part of a command line. */
const PLACES: readonly Variable['place'][] = ['env', 'environment', 'build-arg', 'literal'];

export default rule({
  id: 'secret-in-command',
  title: 'Credential is written on a command line',
  why: `A command line is in the file, in the image's history, in the list of processes that every user of the host can
    read, and in logs. Whoever reads it can use the credential to reach patient data.`,
  remedy:
    'Give the program a file, standard input, or a variable that is set from outside: `--password-stdin`, `RUN --mount=type=secret`, a Secret.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.312(b)', '164.308(a)(5)(ii)(D)'],

  options: { allow: strings('Names of options and variables that may have a literal value.') },

  check: {
    Command(command, context) {
      const { options, report, file } = context;
      // what a container starts may be arguments of its image's own program
      const image = command.by === 'RUN' ? undefined : containerOf(command, context.nodes)?.image?.name;
      for (const credential of [...commandCredentials(command), ...sftpPasswords(command, image)]) {
        if (options.allow.includes(credential.name)) continue;
        const test = environmentAround(command, context.nodes, file) === 'test';
        report({ at: credential, message: message(credential, command), severity: severityOf(test) });
      }
    },

    'compose.File'(file, { options, report }) {
      for (const [name, volume] of file.field.at('volumes').entries()) {
        const option = mountOption(volume.at('driver_opts', 'o'));
        if (!option || options.allow.includes(option.name)) continue;
        report({ at: option, message: `The mount options of \`${name}\` hold a literal credential as \`${option.name}\`.` });
      }
    },

    Variable(variable, context) {
      const { options, report, file } = context;
      if (!PLACES.includes(variable.place) || variable.from !== undefined) return;
      const image = variable.name === 'SFTP_USERS' ? containerOf(variable, context.nodes)?.image?.name : undefined;
      for (const credential of [...commandCredentials(variable), ...sftpPasswords(variable, image)]) {
        if (options.allow.includes(credential.name)) continue;
        const test = environmentAround(variable, context.nodes, file) === 'test';
        const said = `The options in \`${variable.name}\` hold a literal credential as \`${credential.name}\`.`;
        report({ at: credential, message: said, severity: severityOf(test) });
      }
    },
  },
});

const severityOf = (test: boolean): Severity => (test ? 'warning' : 'error');

function message({ name, program }: CommandCredential, { by }: Command): string {
  const to = program === undefined ? 'The command' : `\`${program}\``;
  const as = name === 'SQL' ? 'in an SQL statement' : `as \`${name}\``;
  return `${to} is given a literal credential ${as}${by === 'RUN' ? ', which stays in the history of the image' : ''}.`;
}

/** `password=…` among the options of a volume: https://docs.docker.com/engine/storage/volumes/#create-cifssamba-volumes */
function mountOption(field: Field): CommandCredential | undefined {
  const { text } = field;
  const [whole = '', lead = '', name = '', value = ''] = /((?:^|,)\s*(pass(?:word)?2?)=)([^,]+)/.exec(text ?? '') ?? [];
  if (whole === '' || !isLiteralSecret('password', value)) return undefined;
  const { textSpan, source } = field;
  const at = source.original.slice(textSpan.start, textSpan.end).indexOf(lead + value);
  if (at === -1) return undefined;
  const start = textSpan.start + at + lead.length;
  return { span: { start, end: start + value.length }, name };
}

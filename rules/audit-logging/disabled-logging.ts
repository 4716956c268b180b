import { strings } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { discardedOutput, discardedLog } from '../facts/discardedLogs.ts';
import { placeOf, removalOf, sayingOf, type Switch, switchesOf } from '../facts/switches.ts';
import type { Command, CopiedFile, Label, Variable } from '../model/nodes.ts';
import { keyOf } from '../model/settingsText.ts';
import { wordsOf } from '../model/words.ts';
import { toBoolean } from '../model/yaml.ts';
import { table } from '../model/table.ts';

/** Labels and annotations by which a collector is told to leave a pod out, with the value that does it. */
const EXCLUSIONS: Readonly<Record<string, boolean>> = table({
  'fluentbit.io/exclude': true, // https://docs.fluentbit.io/manual/pipeline/filters/kubernetes
  'co.elastic.logs/enabled': false, // https://www.elastic.co/docs/reference/beats/filebeat/configuration-autodiscover-hints
  'ad.datadoghq.com/logs_exclude': true, // https://docs.datadoghq.com/containers/guide/container-discovery-management/
});
/** Collectors leave themselves out, or they would feed on their own messages. */
const COLLECTORS = new Set(
  'fluent fluentd fluentbit bit filebeat vector promtail logging logs datadog alloy agent otel collector'.split(' '),
);

type Own = Context<{ readonly allow: readonly string[] }>;

export default rule({
  id: 'disabled-logging',
  title: 'Logs are thrown away',
  why: `What is not written down cannot be reviewed: neither an attack nor the wrong use of records leaves a trace, and
    nobody can say afterwards what happened.`,
  remedy: 'Let the program write to its output, or to a file that is collected.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(b)', '164.308(a)(1)(ii)(D)'],

  options: { allow: strings('Names of settings, files or services whose logs may be thrown away.') },

  check: {
    Variable: look,
    CopiedFile: look,
    Command(command, context) {
      look(command, context);
      if (command.stage && command.stage.role !== 'shipped') return;
      const { allow } = context.options;
      const output = discardedOutput(command);
      if (output && !allow.includes(command.owner))
        context.report({ at: output, message: `The output of \`${command.owner}\` goes to \`/dev/null\`.` });
      for (const { word, path, isHistory } of discardedLog(command))
        if (!allow.includes(path))
          context.report({
            at: word,
            message: `What is written to \`${path}\` goes to \`/dev/null\`.`,
            ...(isHistory && { severity: 'warning' }),
          });
    },
    'compose.File'({ services }, { report, options }) {
      const said = new Set<number>();
      for (const { name, field } of services) {
        const driver = field!.at('logging', 'driver');
        if (driver.text !== 'none' || options.allow.includes(name) || said.has(driver.span.start)) continue;
        said.add(driver.span.start);
        const edit = driver.remove();
        report({
          at: driver,
          message: `\`${name}\` has the logging driver \`none\`: its output is not kept.`,
          fixes: edit ? [{ title: 'Remove the driver', edits: [edit], safe: false }] : [],
        });
      }
    },
    Label: lookAtLabel,
    'kubernetes.Manifest'({ type, field }, { report }) {
      if (type === 'Telemetry')
        for (const entry of field.at('spec', 'accessLogging').items()) {
          const disabled = entry.at('disabled');
          if (disabled.known && disabled.value === true)
            report({ at: disabled, message: '`disabled` is `true`: the mesh writes no access log.' });
        }
      const file = field.at('spec', 'meshConfig', 'accessLogFile');
      if (file.isScalar && file.known && (file.text === '' || file.text === '/dev/null'))
        report({
          at: file,
          message: `\`accessLogFile\` is ${file.text === '' ? 'empty' : '`/dev/null`'}: the mesh writes no access log.`,
        });
    },
  },
});

function look(node: Variable | Command | CopiedFile, context: Own): void {
  const { options, report } = context;
  for (const found of switchesOf('disabled-logging', node, context)) {
    const { row, setting } = found;
    if (options.allow.some((name) => keyOf(name) === setting.key) || isProbe(found)) continue;
    const edit = removalOf(found);
    report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${row.effect}.`,
      ...(row.lowered && { severity: 'warning' }),
      fixes: edit ? [{ title: `Remove \`${setting.name}\``, edits: [edit], safe: false }] : [],
    });
  }
}

/** nginx: what probes and style sheets ask for may go unlogged; what all of a server is asked may not. */
function isProbe({ setting: { key, path = [] } }: Switch): boolean {
  return key === 'ACCESS_LOG' && path.some((block) => /^(?:location|if)\b(?!\s+\/$)/.test(block));
}

function lookAtLabel({ key, value, owner }: Label, { report, options }: Own): void {
  const bad = Object.hasOwn(EXCLUSIONS, key) ? EXCLUSIONS[key] : undefined;
  if (bad === undefined || value.state !== 'set' || toBoolean(value.value!) !== bad) return;
  if (options.allow.some((name) => name === key || name === owner) || wordsOf(owner).some((word) => COLLECTORS.has(word))) return;
  report({
    at: value,
    message: `\`${key}\` is \`${value.value}\`: the logs of \`${owner}\` are not collected.`,
    fixes: value.remove ? [{ title: `Remove \`${key}\``, edits: [value.remove()], safe: false }] : [],
  });
}

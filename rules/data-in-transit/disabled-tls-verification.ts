import { strings } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { insecureFields } from '../facts/insecureFields.ts';
import { insecureFlags, type InsecureFlag } from '../facts/insecureFlags.ts';
import { oppositeOf, placeOf, removalOf, sayingOf, type Switch, switchesOf } from '../facts/switches.ts';
import { containerOf, manifestOf } from '../model/containers.ts';
import { type Invocation, invocationsOf } from '../model/invocations.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';
import { keyOf } from '../model/settingsText.ts';

type Own = Context<{ readonly allow: readonly string[] }>;

export default rule({
  id: 'disabled-tls-verification',
  title: 'Certificate check is switched off',
  why: `Without the check anyone on the way can pose as the other side, read what is sent and answer in its name. What is
    downloaded that way may be anything.`,
  remedy: 'Remove the switch. Where a certificate is your own, give the program the authority that signed it.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(i)', '164.312(d)', '164.308(a)(5)(ii)(B)'],

  options: { allow: strings('Names of settings and flags that may switch it off.') },

  check: {
    Variable: lookAtSettings,
    CopiedFile: lookAtSettings,
    Command(command, context) {
      for (const invocation of invocationsOf(command))
        for (const flag of insecureFlags(invocation, ownNames(command, context)))
          if (!context.options.allow.includes(flag.name))
            context.report({
              at: flag.word,
              message: `\`${flag.name}\` of \`${invocation.program}\`: the certificate is not checked.`,
              fixes: flagFixes(flag, invocation),
            });
      lookAtSettings(command, context);
    },
    'kubernetes.Manifest'(manifest, { report, options }) {
      for (const field of insecureFields(manifest)) {
        if (isAllowed(field.name, options.allow)) continue;
        const edit = field.remove();
        report({
          at: field,
          message: `\`${field.name}\` is \`true\`: the certificate is not checked.`,
          fixes: edit ? [{ title: `Remove \`${field.name}\``, edits: [edit], safe: false }] : [],
        });
      }
    },
    Label(label, context) {
      const { report, options } = context;
      const { key, value } = label;
      if (!key.endsWith('/proxy-ssl-verify') || value.value?.toLowerCase() !== 'off' || isAllowed(key, options.allow)) return;
      const annotations = manifestOf(label, context.nodes)?.field.at('metadata', 'annotations');
      const backend = annotations?.at(key.replace('proxy-ssl-verify', 'backend-protocol')).text ?? '';
      if (!/^(?:https|grpcs)$/i.test(backend)) return;
      report({
        at: value,
        message: `\`proxy-ssl-verify\` is \`off\`: the certificate of the ${backend} backend is not checked.`,
        fixes: value.set ? [{ title: 'Check the certificate', edits: [value.set('on')], safe: false }] : [],
      });
    },
  },
});

function lookAtSettings(node: Variable | Command | CopiedFile, context: Own): void {
  const { options, report } = context;
  for (const found of switchesOf('disabled-tls-verification', node, context, true)) {
    const { row, setting } = found;
    if (isAllowed(setting.name, options.allow)) continue;
    report({
      at: placeOf(found),
      message: `${sayingOf(found)}: the certificate is not checked.`,
      ...(row.lowered && { severity: 'warning' }),
      fixes: settingFixes(found),
    });
  }
}

/** What the container is called among its fellows, where a command asks for its health. */
function ownNames(command: Command, around: Pick<Own, 'nodes'>): readonly string[] {
  const service = command.by === 'healthcheck' ? containerOf(command, around.nodes) : undefined;
  return service ? [service.name, ...['container_name', 'hostname'].flatMap((key) => service.field?.at(key).text ?? [])] : [];
}

function isAllowed(name: string, allow: readonly string[]): boolean {
  return allow.some((other) => keyOf(other) === keyOf(name));
}

function settingFixes(found: Switch): readonly Fix[] {
  const { name, set } = found.setting;
  const opposite = oppositeOf(found);
  const edit = found.row.good === undefined ? removalOf(found) : undefined;
  if (edit) return [{ title: `Remove \`${name}\``, edits: [edit], safe: false }];
  return set && opposite ? [{ title: `Set \`${name}\` to \`${opposite}\``, edits: [set(opposite)], safe: false }] : [];
}

/** A flag goes with the blank before it; in a bundle only its letter does. */
function flagFixes({ name, word, letter, isValue }: InsecureFlag, { words }: Invocation): readonly Fix[] {
  const { start, end } = word.span;
  if (isValue || end - start !== word.text.length) return [];
  const before = words[words.indexOf(word) - 1]!;
  const from = letter === undefined ? before.span.end : start + letter;
  if (letter === undefined && from + 1 !== start) return [];
  const span = { start: from, end: letter === undefined ? end : from + 1 };
  return [{ title: `Remove \`${name}\``, edits: [{ span, text: '' }], safe: false }];
}

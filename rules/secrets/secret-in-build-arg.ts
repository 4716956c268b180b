import { boolean } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { isLiteralSecret, isPlaceholder, isSecretName } from '../facts/secrets.ts';
import type { Instruction, Node, Variable } from '../model/nodes.ts';
import type { Edit } from '../model/text.ts';

export default rule({
  id: 'secret-in-build-arg',
  title: 'Build argument carries a secret into the image history',
  why: `What a build argument was set to can be read from the image's history, its provenance and the build cache by
    everyone who can pull the image, and with it one may log in where patient data are.`,
  remedy: 'Pass the secret to the one step that needs it: `RUN --mount=type=secret,id=…,env=…`.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(5)(ii)(D)'],

  options: { declared: boolean('Whether an argument counts that nothing in its stage uses.', true) },

  check: {
    Text({ text, nodes }, { options, report }) {
      for (const node of nodes) {
        if (node.kind !== 'Variable') continue;
        if (node.place === 'env') {
          const argument = argumentOf(node, nodes);
          // what is set in a stage that is not shipped goes no further; that the argument is one is told at its `ARG`
          if (argument && (!node.stage || node.stage.role === 'shipped' || !isSecretName(argument)))
            report({
              at: node.value,
              message: `\`${node.name}\` keeps the build argument \`${argument}\` in the image's settings.`,
            });
          continue;
        }
        if (node.place !== 'arg' || !isSecretName(node.name)) continue;
        const { name, value, stage } = node;
        const uses = usesOf(node, nodes, text);
        const where = !stage || stage.role === 'shipped' ? "the image's history" : 'the build cache';
        if (value.state === 'set' && isLiteralSecret(name, value.value!)) {
          if (!stage && !isDeclaredAgain(name, nodes) && !isFragment(nodes)) continue;
          report({
            at: value,
            message: `The default of the build argument \`${name}\` is a literal credential, which stays in ${where}.`,
          });
        } else if ((stage || isFragment(nodes)) && isGiven(node) && (options.declared || uses.length > 0))
          report({
            at: node,
            message: `What the build argument \`${name}\` is set to stays in ${where}.`,
            fixes: fixes(node, uses, nodes, text),
          });
      }
    },
  },
});

/** A value comes from outside: there is no default, or one that only stands for it. */
const isGiven = ({ value }: Variable): boolean =>
  value.state === 'unset' || (value.state === 'set' && isPlaceholder(value.value!));

/** The build argument that an `ENV` takes its value from, when one of their names is that of a secret. */
function argumentOf({ name, written, stage }: Variable, nodes: readonly Node[]): string | undefined {
  const used = /^\$(?:(\w+)|\{(\w+)(?::?-[^{}]*)?\})$/.exec(written);
  const argument = used?.[1] ?? used?.[2];
  if (argument === undefined || (!isSecretName(name) && !isSecretName(argument))) return undefined;
  if (!isSecretName(name) && /_(?:FILE|PATH|DIR|URL)$/i.test(name)) return undefined;
  const declared = nodes.some(
    (node) =>
      node.kind === 'Variable' &&
      node.place === 'arg' &&
      node.name === argument &&
      node.stage &&
      node.stage.index === stage?.index &&
      isOpen(node),
  );
  return declared ? argument : undefined;
}

/** A default that is a path or a switch is none, and what replaces it is the same. */
const isOpen = (argument: Variable): boolean =>
  isGiven(argument) || argument.value.state === 'unknown' || isLiteralSecret(argument.name, argument.value.value!);

/** Some lines to be put into a Dockerfile, without a `FROM`. */
const isFragment = (nodes: readonly Node[]): boolean => !nodes.some(({ kind }) => kind === 'dockerfile.Stage');

const isDeclaredAgain = (name: string, nodes: readonly Node[]): boolean =>
  nodes.some((node) => node.kind === 'Variable' && node.place === 'arg' && node.name === name && node.stage !== undefined);

/** The instructions behind it in its stage that use it. */
function usesOf({ name, span, stage }: Variable, nodes: readonly Node[], text: string): readonly Instruction[] {
  return nodes.filter(
    (node): node is Instruction =>
      node.kind === 'dockerfile.Instruction' &&
      node.stage === stage?.index &&
      node.extent.start > span.end &&
      refersTo(text.slice(node.extent.start, node.extent.end), name),
  );
}

/** Whether a text has `$NAME` or `${NAME`. A name may be longer than an expression. */
function refersTo(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    if ((before.endsWith('$') || before === '${') && !/^\w/.test(text.slice(at + name.length, at + name.length + 1))) return true;
  }
  return false;
}

/** Where only commands use it, each gets it mounted instead (Dockerfile syntax 1.10). */
function fixes({ name, span }: Variable, uses: readonly Instruction[], nodes: readonly Node[], text: string): readonly Fix[] {
  const own = nodes.find(
    (node): node is Instruction =>
      node.kind === 'dockerfile.Instruction' &&
      node.keyword === 'ARG' &&
      node.extent.start <= span.start &&
      span.end <= node.extent.end,
  );
  if (!own || own.onbuild || own.words.length !== 1 || uses.length === 0) return [];
  if (uses.some(({ keyword, onbuild }) => keyword !== 'RUN' || onbuild)) return [];
  const mount = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  const lineEnd = text.indexOf('\n', own.extent.end - 1);
  const edits: Edit[] = [
    { span: { start: own.extent.start, end: lineEnd === -1 ? text.length : lineEnd + 1 }, text: '' },
    ...uses.map(({ extent }) => ({ span: { start: extent.start + 3, end: extent.start + 3 }, text: mount })),
  ];
  return [{ title: `Mount \`${name}\` as a secret where it is used`, edits, safe: false }];
}

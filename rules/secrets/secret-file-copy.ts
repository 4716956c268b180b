import { strings } from '../engine/options.ts';
import type { BuildContext, Project } from '../engine/project.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { credentialFileVariables, judgeSecretPath, type SecretPath } from '../facts/secretPath.ts';
import { isCarried, isHiddenLater } from '../model/fileFlow.ts';
import { beside } from '../model/files.ts';
import { matchesGlob } from '../model/glob.ts';
import { UNKNOWN } from '../model/imageName.ts';
import type { CopiedFile, Instruction, Node, Variable } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

export default rule({
  id: 'secret-file-copy',
  title: 'Credential file is copied into the image',
  why: `Everyone who can pull the image, or read the build cache, can take the file out of it; deleting it in a later
    layer leaves it in the earlier one. With it one may log in where patient data are.`,
  remedy:
    'Keep the file out of the build with `.dockerignore`; where the build needs it, mount it with `RUN --mount=type=secret`, and where the program does, at run time.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.312(a)(2)(iv)', '164.310(d)(2)(i)'],

  options: {
    names: strings('Globs of more files that hold a credential.'),
    allow: strings('Globs of files that may be copied.'),
  },

  check: {
    Text({ nodes }, { options, report, file, project }) {
      const written = destinationsIn(nodes);
      const naming = nodes.filter(namesCredentialFile);
      for (const copied of nodes) {
        // what a heredoc holds is in sight, and judged by its text
        if (copied.kind !== 'CopiedFile' || (copied.by !== 'COPY' && copied.by !== 'ADD')) continue;
        const path = copied.source.replace(/^(?:\.?\/)+/, '');
        if (matchesGlob(path, options.allow)) continue;
        const found: SecretPath | undefined = matchesGlob(path, options.names)
          ? { says: 'is on the policy’s list of files with credentials' }
          : judgeSecretPath(copied.source, copied.destination);
        const variable = found ? undefined : namingVariable(copied, written(copied.span), naming);
        if ((!found && !variable) || isHiddenLater(copied, nodes)) continue;
        const outside = copied.fromStage === undefined && copied.fromImage === undefined;
        const contexts = (outside && project?.contextsOf(file)) || [];
        if (contexts.length > 0 && contexts.every((context) => context.ignores(path))) continue;
        const texts = contexts.flatMap(({ folder }) => project!.files.text(beside(folder, path) ?? '') ?? []);
        if (found?.content && texts.length > 0 && !texts.some((text) => found.content!.test(text))) continue;
        const buildOnly = copied.stage !== undefined && copied.stage.role !== 'shipped' && !isCarried(copied, nodes);
        const name = copied.source.includes(UNKNOWN) ? copied.destination! : copied.source;
        const where = buildOnly ? 'a build stage, and stays in the build cache' : 'the image';
        report({
          at: copied,
          message: `\`${name}\` is copied into ${where}. It ${found ? found.says : `${variable!.whole ? 'is' : 'may hold'} the credential that \`${variable!.name}\` names`}.`,
          severity: buildOnly || variable?.whole === false ? 'warning' : 'error',
          fixes: project && contexts[0] && !/[*?[\uFFFE]/.test(path) ? [ignoring(path, contexts[0], project)] : [],
        });
      }
    },
  },
});

/** The variable of the same stage that says where a program finds its credential, when the copy brings that file. */
function namingVariable(
  { source, destination, stage }: CopiedFile,
  written: string,
  naming: readonly Variable[],
): { readonly name: string; readonly whole: boolean } | undefined {
  const variable = /^\$\{?(\w+)\}?$/.exec(written)?.[1];
  if (variable !== undefined && credentialFileVariables.has(variable)) return { name: variable, whole: true };
  // where the folder is not known, what is relative to it may be compared all the same
  const to = destination ?? (/[$/]/.test(written[0] ?? '/') ? undefined : written);
  if (to === undefined || to.includes(UNKNOWN)) return undefined;
  const name = source.split('/').at(-1)!;
  const target = tidy(to.endsWith('/') ? to + name : to);
  for (const node of naming) {
    if (node.stage?.index !== stage?.index) continue;
    const named = tidy(node.value.value!);
    if (named === '' || (destination === undefined && node.value.value!.startsWith('/'))) continue;
    const folder = tidy(to) === '' || tidy(to) === '.' ? '' : `${tidy(to)}/`;
    if (named === target || named === `${folder}${name}`) return { name: node.name, whole: true };
    // a folder that ends up around the file
    if (!/[^.]\./.test(name) && named.startsWith(folder) && (folder !== '' || name === '.'))
      return { name: node.name, whole: false };
  }
  return undefined;
}

const namesCredentialFile = (node: Node): node is Variable =>
  node.kind === 'Variable' &&
  (node.place === 'env' || node.place === 'arg') &&
  node.value.state === 'set' &&
  credentialFileVariables.has(node.name);

/**
 * Says the destination of a copy as it is written. It remembers the instruction, which may copy thousands of files, and looks
 * on from there: copies are asked about in the order they are written.
 */
function destinationsIn(nodes: readonly Node[]): (span: Span) => string {
  let at = 0;
  return ({ start }) => {
    const isAround = (node: Node | undefined): node is Instruction =>
      node?.kind === 'dockerfile.Instruction' && node.extent.start <= start && start < node.extent.end;
    while (at < nodes.length && !isAround(nodes[at])) at++;
    const around = nodes[at];
    return (around && isAround(around) && around.words.at(-1)?.text) || '';
  };
}

const tidy = (path: string): string => path.replace(/^(?:\.?\/)+|(?<!\/)\/+$/g, '');

/** Adds a line to the ignore file, which is made when there is none. */
function ignoring(path: string, { ignoreFile }: BuildContext, { files }: Project): Fix {
  const text = files.text(ignoreFile) ?? '';
  const line = `${text === '' || text.endsWith('\n') ? '' : '\n'}${path}\n`;
  const edits = [{ span: { start: text.length, end: text.length }, text: line, file: ignoreFile }];
  return { title: `Keep \`${path}\` out of the build; what needs it must then mount it`, edits, safe: false };
}

import { strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { type Download, downloadsOf, hostOf } from '../model/downloads.ts';
import { installedUrls, nameOf, useOf, verifies } from '../model/downloadUses.ts';
import { placeOfHost } from '../model/hosts.ts';
import type { Command, CopiedFile, Instruction } from '../model/nodes.ts';

export default rule({
  id: 'unverified-download',
  title: 'Downloaded file is used without a checksum or signature',
  why: `The address says where a file is from, not what is in it. If the file there is replaced, the next build takes the
    replacement, and it runs beside the health information.`,
  remedy:
    'Compare the file with a checksum from another place than the file, or check its signature, before it is used: `sha256sum -c`, `gpg --verify`, `ADD --checksum`.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(5)(ii)(B)', '164.312(e)(2)(i)'],

  options: {
    allow: strings('Beginnings of URLs whose files may be used unchecked.'),
  },

  check: {
    // a later command of the stage may check the file, so all of them are looked at together
    Text({ nodes }, { options, report }) {
      const isAllowed = (url: string): boolean =>
        !url.startsWith('https:') || isNear(url) || options.allow.some((prefix) => url.startsWith(prefix));
      const checks = nodes.filter((node) => node.kind === 'Command').filter(verifies);
      let instruction: Instruction | undefined;
      for (const node of nodes) {
        if (node.kind === 'dockerfile.Instruction') instruction = node;
        if (node.kind === 'CopiedFile' && node.by === 'ADD' && !isBuildOnly(node)) {
          const { source: url, span } = node;
          if (isAllowed(url) || /\.git(?:#|$)/.test(url) || hasChecksum(instruction) || isCheckedLater(url, node, checks))
            continue;
          report({ at: { span }, message: messageOf({ url }, 'added'), fixes: checksumFlag(instruction) });
        }
        if (node.kind !== 'Command' || isBuildOnly(node) || checks.includes(node)) continue;
        for (const download of downloadsOf(node)) {
          const use = isAllowed(download.url) ? undefined : useOf(download, node);
          if (use && !isCheckedLater(nameOf(download), node, checks))
            report({ at: download.word, message: messageOf(download, use), fixes: checksumLine(download, node) });
        }
        for (const { url, word } of installedUrls(node))
          if (!isAllowed(url)) report({ at: word, message: messageOf({ url }, 'installed') });
      }
    },
  },
});

/** Whether a command further on in the stage checks something and speaks of the file, or of a list of checksums. */
function isCheckedLater(file: string, { stage, span }: Command | CopiedFile, checks: readonly Command[]): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return checks.some(
    (check) =>
      check.stage !== undefined &&
      check.stage.index === stage?.index &&
      check.span.start > span.start &&
      (check.text.includes(name) || /SUMS\b|checksums?\b/.test(check.text)),
  );
}

/** Nothing of such a stage is shipped. */
const isBuildOnly = ({ stage }: Command | CopiedFile): boolean => stage?.role === 'build-only';

/** On this machine, or in the cluster or site. */
function isNear(url: string): boolean {
  const place = placeOfHost(hostOf(url));
  return place === 'loopback' || place === 'internal';
}

const hasChecksum = (add: Instruction | undefined): boolean => add?.flags.some(({ name }) => name === 'checksum') ?? false;

const messageOf = (what: { readonly file?: string; readonly url: string }, use: string): string =>
  `\`${nameOf(what)}\` from \`${hostOf(what.url)}\` is ${use} without a checksum or signature.`;

// https://docs.docker.com/reference/dockerfile/#add---checksum
function checksumFlag(add: Instruction | undefined): readonly Fix[] {
  if (add?.keyword !== 'ADD' || add.onbuild) return [];
  const at = add.span.end;
  return [
    {
      title: 'Add a checksum, to be filled in',
      edits: [{ span: { start: at, end: at }, text: ' --checksum=sha256:<value>' }],
      safe: false,
    },
  ];
}

/** Behind a download that is a command by itself. In YAML the text stands in quotes of its own. */
function checksumLine({ file, invocation }: Download, { form, stage }: Command): readonly Fix[] {
  const { pipeline } = invocation.command;
  if (form !== 'shell' || !stage || file === undefined || !/^[-\w./${}+~]+$/.test(file)) return [];
  if (pipeline.parts.length > 1 || pipeline.parts[0]!.commands[0] !== invocation.command) return [];
  const at = pipeline.span.end;
  return [
    {
      title: 'Compare its checksum, to be filled in',
      edits: [{ span: { start: at, end: at }, text: ` && echo "<sha256>  ${file}" | sha256sum -c -` }],
      safe: false,
    },
  ];
}

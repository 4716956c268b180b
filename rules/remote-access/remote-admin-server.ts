import { strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { serverInImage, serverInPackage, serverStarted } from '../facts/servers.ts';
import { matchesImage } from '../facts/images.ts';
import { type Invocation, invocationsOf } from '../model/invocations.ts';
import type { Command, CopiedFile } from '../model/nodes.ts';
import { type InstalledPackage, packagesOf } from '../model/packages.ts';
import { wordsOf } from '../model/words.ts';

const RULE = 'remote-admin-server';

export default rule({
  id: RULE,
  title: 'Remote login or remote control server is installed or started',
  why: `A second way in beside the application: whoever logs in there reads what the container reads, past the application's
    access control and audit log, with accounts and keys nobody reviews.`,
  remedy:
    'Leave the server out. Administer through the container engine or the cluster (`docker exec`, `kubectl exec`), which know who asks.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(4)(i)'],

  options: {
    allow: strings('Packages, programs and image sources that may serve remote logins.'),
  },

  check: {
    Command(command, { options, report }) {
      const { stage, owner } = command;
      if ((stage && stage.role !== 'shipped') || !MAY_SERVE.test(command.text) || servesGit(owner)) return;
      const installed = packagesOf(command).flatMap((one) => {
        const row = serverInPackage(RULE, one);
        return row && !options.allow.includes(one.name) ? [{ one, row }] : [];
      });
      const started = invocationsOf(command).flatMap((invocation) => {
        const row = serverStarted(RULE, invocation);
        return row && !options.allow.includes(invocation.program) ? [{ invocation, row }] : [];
      });
      for (const { one, row } of installed) {
        const client = clientInstead(one);
        const serves = client === undefined || started.some((other) => other.row === row) || makesHostKeys(command);
        report({
          at: one.word,
          message: serves
            ? `\`${one.name}\` lets people log in to or control the container from afar.`
            : `\`${one.name}\` also brings the SSH server; \`${client}\` alone is enough to connect elsewhere.`,
          severity: serves ? 'error' : 'warning',
          fixes: packageFixes(one, command, serves ? undefined : client),
        });
      }
      // installed and started at once is one thing
      for (const { invocation, row } of started)
        if (!installed.some((other) => other.row === row))
          report({
            at: invocation.command,
            message: `\`${startOf(invocation)}\` lets people log in to or control the container from afar${withoutPassword(invocation)}.`,
          });
    },

    Container({ image, built, role, span }, { options, report }) {
      if (!image?.name || built || !serverInImage(RULE, image.name) || matchesImage(image.name, options.allow)) return;
      report({
        at: role === 'stage' ? { span } : image,
        message: `\`${image.text}\` is made to let people log in or to control a container from afar.`,
      });
    },

    CopiedFile(file, { report, options }) {
      if (file.stage && file.stage.role !== 'shipped') return;
      for (const { program, start, end } of startedIn(file))
        if (!options.allow.includes(program))
          report({
            at: { span: { start, end } },
            message: `\`${program}\` lets people log in to or control the container from afar.`,
          });
    },
  },
});

/** A cheap test before a command is read. */
const MAY_SERVE =
  /ssh|dropbear|xrdp|vnc|websockify|webmin|cockpit|ttyd|gotty|wetty|shellinabox|code-server|vscode|guac|teleport|teamviewer|anydesk|rustdesk|hbb/i;

/** Git over SSH is what such a server is for, and its shell is git's own. */
function servesGit(owner: string): boolean {
  return wordsOf(owner).some((word) => /^(?:git|gitea|gogs|gitolite|forgejo|gitlab)$/.test(word));
}

/** https://pkgs.alpinelinux.org/package/edge/main/x86_64/openssh: a package of packages, the server among them. */
function clientInstead({ system, name }: InstalledPackage): string | undefined {
  return system === 'apk' && name === 'openssh' ? 'openssh-client' : undefined;
}

const makesHostKeys = ({ text }: Command): boolean => /ssh-keygen\s+-A\b|ssh_host_|sshd_config/.test(text);

/** An init system's whole command; of a server its name. */
function startOf({ program, words }: Invocation): string {
  return /^(?:service|systemctl|rc-service|rc-update|start-stop-daemon)$/.test(program)
    ? [program, ...words.slice(1).map(({ text }) => text)].join(' ')
    : program;
}

/** Options by which a server asks for no password. */
function withoutPassword({ program, words }: Invocation): string {
  const text = words.map((word) => word.text).join(' ');
  const open = /vnc/.test(program)
    ? /-nopw\b|-SecurityTypes[= ]None\b/i
    : program === 'code-server'
      ? /--auth[= ]none\b/
      : undefined;
  return open?.test(text) ? ', without a password' : '';
}

function packageFixes(
  { word, all, name }: InstalledPackage,
  { form, stage }: Command,
  client: string | undefined,
): readonly Fix[] {
  if (form !== 'shell' || !stage) return [];
  if (client !== undefined)
    return [{ title: `Install \`${client}\` instead`, edits: [{ span: word.span, text: client }], safe: false }];
  const index = all.indexOf(word);
  if (all.length < 2) return [];
  // with the blanks and the line's end before it, or behind it where it is the first
  const [previous, next] = [all[index - 1], all[index + 1]];
  const span = previous ? { start: previous.span.end, end: word.span.end } : { start: word.span.start, end: next!.span.start };
  return [{ title: `Do not install \`${name}\``, edits: [{ span, text: '' }], safe: false }];
}

/** Programs that a supervisor or an init script written in the Dockerfile starts. */
function startedIn({
  content,
  destination = '',
}: CopiedFile): { readonly program: string; readonly start: number; readonly end: number }[] {
  if (!content || !MAY_SERVE.test(content.text) || !/supervis|\/s6|services\.d|cont-init|\.sh$|entrypoint|init/.test(destination))
    return [];
  return [...content.text.matchAll(STARTED)].map((found) => {
    const start = content.span.start + found.index + found[0].length - found[1]!.length;
    return { program: found[2]!, start, end: start + found[1]!.length };
  });
}

const STARTED =
  /^[ \t]*(?:command[ \t]*=[ \t]*|exec[ \t]+)?((?:\/usr)?(?:\/local)?(?:\/s?bin\/)?(sshd|dropbear|xrdp|x11vnc|Xvnc|websockify|ttyd|gotty|wetty|shellinaboxd|code-server|guacd)\b(?!-)[^\r\n]*)$/gm;

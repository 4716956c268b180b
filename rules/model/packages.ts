import { argumentsOf, type Invocation, invocationsOf } from './invocations.ts';
import type { Command } from './nodes.ts';
import type { ShellWord } from './shell.ts';

/** Whose packages: `rpm` for yum, dnf and their kin. */
export type PackageSystem = 'apt' | 'apk' | 'rpm' | 'pacman' | 'npm' | 'pip';

/** A package a command installs and leaves installed. */
export interface InstalledPackage {
  readonly system: PackageSystem;
  /** Without version, architecture and repository. */
  readonly name: string;
  readonly word: ShellWord;
  readonly invocation: Invocation;
  /** The words of all packages of the same invocation. */
  readonly all: readonly ShellWord[];
}

const read = new WeakMap<Command, readonly InstalledPackage[]>();

/**
 * The packages a command installs, in the order written; not those it removes again, nor files and what only a variable
 * knows. Read once.
 */
export function packagesOf(command: Command): readonly InstalledPackage[] {
  let found = read.get(command);
  if (!found) {
    const mayInstall = /install|\badd\b|-S|\bin\b|\bi\b/.test(command.text);
    read.set(command, (found = mayInstall ? findPackages(command) : []));
  }
  return found;
}

function findPackages(command: Command): readonly InstalledPackage[] {
  const found: InstalledPackage[] = [];
  const groups = new Map<string, readonly InstalledPackage[]>();
  for (const invocation of invocationsOf(command)) {
    const call = packageCall(invocation);
    if (!call) continue;
    const names = call.packages.map((word) => nameOf(word.text, call.system));
    if (call.verb === 'install') {
      const added = call.packages.flatMap((word, index): InstalledPackage[] => {
        const name = names[index];
        return name === undefined ? [] : [{ system: call.system, name, word, invocation, all: call.packages }];
      });
      found.push(...added);
      if (call.group !== undefined) groups.set(call.group, added);
      continue;
    }
    const gone = new Set(
      names.flatMap((name) => (name === undefined ? [] : [name, ...(groups.get(name) ?? []).map((one) => one.name)])),
    );
    for (let at = found.length - 1; at >= 0; at--)
      if (found[at]!.system === call.system && gone.has(found[at]!.name)) found.splice(at, 1);
  }
  return found;
}

/** A call of a package manager that installs or removes. */
export interface PackageCall {
  readonly system: PackageSystem;
  readonly verb: 'install' | 'remove';
  readonly packages: readonly ShellWord[];
  /** The name under which `apk add --virtual` can be taken out again. */
  readonly group?: string;
}

/** Takes a call of a package manager apart; nothing for other programs, and for what neither installs nor removes. */
export function packageCall(invocation: Invocation): PackageCall | undefined {
  const python = /^python[\d.]*$/.test(invocation.program) && invocation.words[1]?.text === '-m';
  const program = python ? (invocation.words[2]?.text ?? '') : invocation.program;
  const manager = MANAGERS.find(({ programs }) => programs.test(program));
  if (!manager) return undefined;
  const words = python ? invocation.words.slice(2) : invocation.words;
  const { options, operands } = argumentsOf({ ...invocation, words }, manager.values);
  const { system } = manager;
  if (system === 'pacman') {
    const verb = options.some(({ name }) => name === '-S' || name === '--sync')
      ? 'install'
      : options.some(({ name }) => name === '-R' || name === '--remove')
        ? 'remove'
        : undefined;
    return verb && { system, verb, packages: operands };
  }
  const [action, ...packages] = operands;
  const verb =
    action && (manager.install.test(action.text) ? 'install' : manager.remove.test(action.text) ? 'remove' : undefined);
  if (!verb) return undefined;
  const group = system === 'apk' ? options.find(({ name }) => name === '-t' || name === '--virtual')?.value : undefined;
  return { system, verb, packages, ...(group !== undefined && { group }) };
}

interface Manager {
  readonly system: PackageSystem;
  readonly programs: RegExp;
  readonly install: RegExp;
  readonly remove: RegExp;
  /** Options with a value, from the manuals. */
  readonly values: ReadonlySet<string>;
}

const options = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const MANAGERS: readonly Manager[] = [
  {
    system: 'apt',
    programs: /^(?:apt|apt-get|aptitude|apt-fast)$/,
    install: /^install$/,
    remove: /^(?:remove|purge|autoremove)$/,
    values: options('-t -o -c -a --target-release --default-release --option --config-file --host-architecture'),
  },
  {
    system: 'apk',
    programs: /^apk$/,
    install: /^add$/,
    remove: /^del$/,
    values: options('-t -X -p --virtual --repository --root --repositories-file --keys-dir --cache-dir --arch --wait'),
  },
  {
    system: 'rpm',
    programs: /^(?:yum|dnf5?|microdnf|tdnf|zypper)$/,
    install: /^(?:install|localinstall|in)$/,
    remove: /^(?:remove|erase|rm)$/,
    values: options(
      '-c -d -e -x -R -r --config --installroot --enablerepo --disablerepo --setopt --exclude --releasever --repo --repoid --from',
    ),
  },
  {
    system: 'pacman',
    programs: /^pacman$/,
    install: /^$/,
    remove: /^$/,
    values: options('-b -r --root --dbpath --config --cachedir'),
  },
  {
    system: 'npm',
    programs: /^(?:npm|pnpm|yarn)$/,
    install: /^(?:install|i|add|global)$/,
    remove: /^(?:uninstall|remove|rm)$/,
    values: options('--registry --prefix --cache --loglevel -C'),
  },
  {
    system: 'pip',
    programs: /^(?:pip[\d.]*|pipx|uv)$/,
    install: /^install$/,
    remove: /^uninstall$/,
    values: options(
      `-r -c -e -i -f -t --requirement --constraint --editable --index-url --extra-index-url --find-links --target --prefix
      --root --trusted-host --proxy --cert --timeout --retries --python --platform`,
    ),
  },
];

/** A package's name without version, architecture and repository; nothing for files, addresses and what is not known. */
function nameOf(word: string, system: PackageSystem): string | undefined {
  if (/[$`{*]|:\/\/|^\.{0,2}\/|\.(?:deb|rpm|apk|whl|tgz|gz)$/.test(word)) return undefined;
  const name =
    system === 'npm'
      ? word.replace(/(?<=.)@.*/s, '')
      : system === 'apt'
        ? word.replace(/[=:/].*/s, '').replace(/(?<=\w)[-+]$/, '')
        : system === 'rpm'
          ? word.replace(/-\d.*/s, '')
          : word.replace(/[[=<>~!@;].*/s, '');
  return name === '' ? undefined : name.toLowerCase();
}

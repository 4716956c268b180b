import { UNKNOWN } from '../model/imageName.ts';
import type { Invocation } from '../model/invocations.ts';
import type { ShellWord } from '../model/shell.ts';
import { isLocal } from '../model/settingsText.ts';
import { table } from '../model/table.ts';

/** What of an invocation switches the check of certificates off: a flag, a letter of a bundle, a setting's value. */
export interface InsecureFlag {
  /** As messages show it. */
  readonly name: string;
  readonly word: ShellWord;
  /** The letter in a bundle of flags: its offset in the word. */
  readonly letter?: number;
  /** The word is the last of a setting that is written: `config set strict-ssl false`. */
  readonly isValue?: boolean;
}

interface Flags {
  /** Letters, and those that take a value. */
  readonly short?: string;
  readonly valued?: string;
  readonly long?: readonly string[];
  /** Words in a row, in lower case, that write a setting. */
  readonly setting?: RegExp;
  /** It fetches what it is told to: nothing is lost when that is on the same machine. */
  readonly fetches?: boolean;
}

const MONGO: Flags = { long: ['--tlsInsecure', '--sslAllowInvalidCertificates'] };
const DCMTK: Flags = { long: ['--ignore-peer-cert', '-ic'] };
const VAULT: Flags = { long: ['-tls-skip-verify', '-http-ssl-verify=false'] };
const YUM: Flags = { setting: /(?:^| )--setopt[= ]\S*sslverify=(?:0|false|no|off)$/ };
const NPM: Flags = {
  long: ['--no-strict-ssl'],
  setting: /(?:^| )(?:config|c|set) (?:-\S+ ){0,9}(?:set )?(?:-\S+ ){0,9}(?:strict-ssl|enablestrictssl) (?:false|0|no|off)$/,
};
const MYSQL: Flags = { long: ['--skip-ssl-verify-server-cert', '--disable-ssl-verify-server-cert'] };
const PIP: Flags = { setting: /(?:^| )config (?:\S+ ){0,20}set (?:\S+ )?\S*trusted-host \S+$/ };
const BUNDLE: Flags = { setting: /(?:^| )config (?:\S+ ){0,20}ssl_verify_mode 0$/ };
const CONDA: Flags = { short: 'k', long: ['--insecure'], setting: /(?:^| )ssl_verify (?:false|no|0)$/ };
const REGISTRY: Flags = { long: ['--insecure', '--allow-insecure-registry', '--insecure-registry'] };

/**
 * Programs with the flags that switch the check off; those that are settings of their own, such as
 * `--insecure-skip-tls-verify`, stand in the table of switches. From the programs' manuals.
 */
const PROGRAMS: Readonly<Record<string, Flags>> = table({
  // https://curl.se/docs/manpage.html
  curl: {
    short: 'k',
    valued: 'AbcCdDeEFHKmoPQrtTuUwxXyYz',
    long: ['--insecure', '--proxy-insecure', '--doh-insecure'],
    fetches: true,
  },
  wget: { long: ['--no-check-certificate'], fetches: true },
  http: { long: ['--verify=no', '--verify=false'], setting: /(?:^| )--verify (?:no|false)$/, fetches: true },
  https: { long: ['--verify=no', '--verify=false'], setting: /(?:^| )--verify (?:no|false)$/, fetches: true },
  grpcurl: { long: ['-insecure', '--insecure'] },
  npm: NPM,
  yarn: NPM,
  pnpm: NPM,
  pip: PIP,
  pip3: PIP,
  git: { setting: /(?:^| )config (?:\S+ ){0,20}http\.(?:\S+\.)?sslverify (?:false|0|no|off)$/ },
  composer: { setting: /(?:^| )config (?:\S+ ){0,20}(?:disable-tls (?:true|1)|secure-http (?:false|0))$/ },
  bundle: BUNDLE,
  bundler: BUNDLE,
  conda: CONDA,
  mamba: CONDA,
  micromamba: CONDA,
  poetry: { setting: /(?:^| )config (?:\S+ ){0,20}certificates\.\S+\.cert false$/ },
  gcloud: { setting: /(?:^| )config set \S*disable_ssl_validation true$/ },
  yum: YUM,
  dnf: YUM,
  microdnf: YUM,
  'yum-config-manager': YUM,
  'dnf-config-manager': YUM,
  opkg: { long: ['--no-check-certificate'] },
  rclone: { long: ['--no-check-certificate'] },
  s3cmd: { long: ['--no-check-certificate'] },
  mc: { long: ['--insecure'] },
  restic: { long: ['--insecure-tls'] },
  certbot: { long: ['--no-verify-ssl'] },
  oc: { long: ['--insecure'] },
  argocd: { long: ['--insecure'] },
  crane: REGISTRY,
  cosign: REGISTRY,
  oras: REGISTRY,
  nerdctl: { long: ['--insecure-registry'] },
  vault: VAULT,
  consul: VAULT,
  nomad: VAULT,
  'redis-cli': { long: ['--insecure'] },
  mosquitto_pub: { long: ['--insecure'] },
  mosquitto_sub: { long: ['--insecure'] },
  mosquitto_rr: { long: ['--insecure'] },
  mongo: MONGO,
  mongosh: MONGO,
  mongodump: MONGO,
  mongorestore: MONGO,
  mysql: MYSQL,
  mariadb: MYSQL,
  mysqldump: MYSQL,
  'mariadb-dump': MYSQL,
  sqlcmd: { short: 'C', valued: 'SUPdiohQqvwyYtlHmrscagxX' },
  storescu: DCMTK,
  echoscu: DCMTK,
  findscu: DCMTK,
  movescu: DCMTK,
  getscu: DCMTK,
  dcmsend: DCMTK,
});

/**
 * What switches the check of certificates off in an invocation; nothing when it only talks to the same machine, which may be
 * called by one of its `own` names.
 */
export function insecureFlags({ program, words }: Invocation, own: readonly string[] = []): readonly InsecureFlag[] {
  const flags = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined;
  if (!flags) return [];
  const { short = '', valued = '', long = [], setting, fetches } = flags;
  if (fetches && onlyFetchesLocally(words, own)) return [];
  if (program === 'curl' && speaksNoTls(words)) return [];
  const found: InsecureFlag[] = [];
  let before = '';
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const { text } = word;
    if (text === '--') break;
    if (long.includes(text)) found.push({ name: text, word });
    else if (/^-[A-Za-z#\d]/.test(text) && short !== '') {
      for (let letter = 1; letter < text.length; letter++) {
        if (short.includes(text[letter]!)) {
          found.push({ name: `-${text[letter]}`, word, ...(text.length > 2 && { letter }) });
          break;
        }
        if (!valued.includes(text[letter]!)) continue;
        // its value ends the bundle, or is the next word
        if (letter === text.length - 1) at++;
        break;
      }
    }
    if (!setting) continue;
    const all = before === '' ? text.toLowerCase() : `${before} ${text.toLowerCase()}`;
    const match = all.length < 500 ? setting.exec(all) : null;
    if (match) found.push({ name: lastNames(match[0]), word, isValue: true });
    before = all;
  }
  return found;
}

/** `strict-ssl false` of what matched. */
function lastNames(text: string): string {
  return text.trim().split(' ').slice(-2).join(' ');
}

/** There is no certificate to check, as long as curl follows no redirect; that it is clear text is for another rule to say. */
function speaksNoTls(words: readonly ShellWord[]): boolean {
  const urls = words.filter(({ text }) => text.includes('://'));
  const mayLead = words.some(({ text }) => /^-[A-Za-z#]*L|^--location|^['"]?\$/.test(text) || text.startsWith(UNKNOWN));
  return urls.length > 0 && !mayLead && urls.every(({ text }) => /^['"]?(?:http|ftp):\/\//i.test(text));
}

function onlyFetchesLocally(words: readonly ShellWord[], own: readonly string[]): boolean {
  const urls = words.filter(({ text }) => /^['"]?https?:\/\/|^localhost(?:[:/]|$)|^127\.0\.0\.1(?:[:/]|$)/i.test(text));
  const isOwn = (text: string): boolean => own.includes(/^['"]?https?:\/\/([\w.-]+)/i.exec(text)?.[1] ?? '');
  return urls.length > 0 && urls.every(({ text }) => isOwn(text) || isLocal(text.includes('://') ? text : `https://${text}`));
}

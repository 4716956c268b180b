import { placeOfHost } from '../model/hosts.ts';
import type { Invocation } from '../model/invocations.ts';
import type { ShellWord } from '../model/shell.ts';
import type { WrittenSetting } from '../model/settingsText.ts';

/** A debugger that listens, or calls, beyond the machine it is on. */
export interface Debugger {
  /** As messages name it. */
  readonly name: string;
  /** What it can be reached by, without a host nobody wrote. */
  readonly address?: string;
  /** It does not listen, but calls a debugger elsewhere. */
  readonly calls?: true;
}

/** Programs that run Node.js scripts, whose `--inspect` may be their own. */
const NODE = /^(?:node|nodejs|nodemon|ts-node|ts-node-dev|tsx|npx|npm|yarn|pnpm|pm2)$/;

/** The debugger that a setting among others turns on; nothing when it only listens on the same machine. */
export function debuggerOf(setting: WrittenSetting, all: readonly WrittenSetting[]): Debugger | undefined {
  const { key, value, via, program, apart } = setting;
  if (via === 'flag' && /^(?:AGENTLIB_JDWP|XRUNJDWP)/.test(key)) return jdwp(value);
  if (via === 'variable' && key === 'JPDA_ADDRESS') return listening('JPDA', value, 'all');
  if (via === 'flag' && (key === 'INSPECT' || key === 'INSPECT_BRK' || key === 'INSPECT_WAIT') && !apart)
    return program === undefined || NODE.test(program) ? listening('The Node.js inspector', value, 'none') : undefined;
  if (via === 'flag' && key === 'REMOTE_DEBUGGING_ADDRESS') return listening('Chrome’s remote debugging', value, 'all');
  const has = (name: string, test: RegExp): boolean => all.some((other) => other.key === name && test.test(other.value.trim()));
  if (key === 'XDEBUG_START_WITH_REQUEST' && /^yes$/i.test(value.trim()))
    return all.some((other) => other.key === 'XDEBUG_CLIENT_HOST' && !LOCAL.test(other.value)) ? XDEBUG : undefined;
  if (key === 'XDEBUG_REMOTE_ENABLE' && /^(?:1|on|true|yes)$/i.test(value.trim()))
    return has('XDEBUG_REMOTE_HOST', LOCAL) ? undefined : XDEBUG;
  if (key === 'XDEBUG_CONFIG') {
    const isOn =
      /\bremote_enable=(?:1|on)\b/i.test(value) || (/\bclient_host=/.test(value) && /\bstart_with_request=yes\b/.test(value));
    return isOn && !/\b(?:client|remote)_host=(?:127\.|localhost\b)/.test(value) ? XDEBUG : undefined;
  }
  if (key === 'RUBY_DEBUG_HOST') return listening('The Ruby debugger', value, 'all');
  // without a login it is the switch for that, which is reported
  if (key === 'COM_SUN_MANAGEMENT_JMXREMOTE_PORT' && has('COM_SUN_MANAGEMENT_JMXREMOTE_SSL', /^false$/i)) {
    if (has('COM_SUN_MANAGEMENT_JMXREMOTE_AUTHENTICATE', /^false$/i)) return undefined;
    const isLocal = has('COM_SUN_MANAGEMENT_JMXREMOTE_HOST', LOCAL) || has('JAVA_RMI_SERVER_HOSTNAME', LOCAL);
    return isLocal ? undefined : { name: 'JMX without TLS', address: value };
  }
  return undefined;
}

const XDEBUG: Debugger = { name: 'Xdebug', calls: true };
const LOCAL = /^(?:127\.|localhost$|::1$)/;

/** The debugger a program is, or is told to open. */
export function debuggerIn({ program, words }: Invocation): (Debugger & { readonly word: ShellWord }) | undefined {
  const given = (...names: readonly string[]): ShellWord | undefined => {
    const at = words.findIndex(({ text }) => names.some((name) => text === name || text.startsWith(`${name}=`)));
    return at === -1 ? undefined : words[at]!.text.includes('=') ? words[at] : words[at + 1];
  };
  const address = (word: ShellWord | undefined): string => word?.text.replace(/^-[^=]*=/, '') ?? '';
  const found = (word: ShellWord | undefined, debug: Debugger | undefined) => word && debug && { ...debug, word };
  if (program === 'dlv') {
    const word = given('--listen', '-l');
    return words.some(({ text }) => text === '--headless' || text === '--headless=true')
      ? found(word, listening('Delve', address(word), 'all'))
      : undefined;
  }
  if (words.some(({ text }) => text === 'debugpy' || text === 'ptvsd')) {
    const word = given('--listen', '--host');
    return found(word, listening('debugpy', address(word), 'none'));
  }
  if (program === 'rdbg') {
    const word = given('--host');
    return found(word, listening('The Ruby debugger', address(word), 'all'));
  }
  if (program === 'netcoredbg') {
    const word = words.find(({ text }) => /^--server(?:=|$)/.test(text));
    return found(word, { name: 'netcoredbg' });
  }
  if (program === 'gdbserver' || program === 'lldb-server') {
    const word = words.slice(1).find(({ text, known }) => known && /^[\w.*[\]:-]*:\d+$/.test(text));
    return found(word, listening(`\`${program}\``, word?.text ?? '', 'all'));
  }
  // WildFly's `standalone.sh --debug *:8787`; a bare port is one of the same machine
  const at = words.findIndex(({ text }) => text === '--debug');
  const next = words[at + 1];
  return at > 0 && /(?:standalone|domain|jboss|kc)\b/.test(program)
    ? found(next, /:\d+$/.test(next?.text ?? '') ? listening('The debug port', next!.text, 'none') : undefined)
    : undefined;
}

/** `transport=dt_socket,server=y,suspend=n,address=*:5005`. Up to Java 8 a bare port is one of every address. */
function jdwp(options: string): Debugger | undefined {
  const address = /(?:^|,)address=([^,\s]*)/.exec(options)?.[1];
  if (address === undefined || /(?:^|,)server=n\b/.test(options)) return undefined;
  return listening('The Java debugger', address, 'all');
}

/** `bare` says where a port listens for which no host is written: on every address, or on the loopback one alone. */
function listening(name: string, address: string, bare: 'all' | 'none'): Debugger | undefined {
  const text = address.trim();
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*|::1?)(?::(\d*))?$/.exec(text) ?? [];
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return bare === 'all' ? { name, address: `port ${text}` } : undefined;
  if (host === '') return { name, address: `port ${port}` };
  // as an address to listen on, 0.0.0.0 is every one
  if (/^(?:\*|0\.0\.0\.0|\[?::\]?|0)$/.test(host)) return { name, ...(port !== '' && { address: `port ${port}` }) };
  const place = placeOfHost(host);
  return place === 'loopback' || place === 'unknown' ? undefined : { name, ...(port !== '' && { address: `port ${port}` }) };
}

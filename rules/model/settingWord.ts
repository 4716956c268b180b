import { UNKNOWN } from './imageName.ts';

const SWITCH = /^(?:|true|false|yes|no|on|off|enabled?|disabled?|none|trust)$/i;

const WORD =
  /^(?:allow|prefer|required?|optional|verify-(?:ca|full)|trace|debug|info|warn(?:ing)?|error|prod(?:uction)?|dev(?:elopment)?|test|staging|local|host|md5|scram-sha-256|\d{1,5})$/i;

/** A URL that has room for no credential: no user, no query, no long path. */
const ADDRESS = /^[a-z][a-z\d+.-]{1,20}:\/\/[a-z\d_.-]+(?::\d{1,5})?(?:\/[a-z\d_.-]{0,12}){0,4}$/i;

const SECRETIVE = /pass|pwd|secret|token|key|cred|pin(?![a-z])|auth|dsn/i;

/**
 * Whether a value is a plain setting that no credential looks like: a switch, a level, a small number, a plain address.
 * What comes from another file, such as an env file or a chart's values, is a setting when it is one of these; it is never
 * a literal of the file that uses it.
 */
export function isSettingWord(name: string, value: string): boolean {
  if (SWITCH.test(value)) return true;
  if (mayBeSecret(name) || value.includes(UNKNOWN)) return false;
  return WORD.test(value) || ADDRESS.test(value);
}

/** Whether a name may be that of a secret; rather too often than too seldom. */
export const mayBeSecret = (name: string): boolean => SECRETIVE.test(name);

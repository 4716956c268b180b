/** A scalar's value after the core schema of YAML 1.2. */
export type Scalar = string | number | boolean | null;

const NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** Reads a plain, untagged scalar by the core schema (YAML 1.2.2, 10.3). */
export function coreValue(text: string): Scalar {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
  }
  const first = text.charCodeAt(0);
  if ((first < 48 || first > 57) && first !== 43 && first !== 45 && first !== 46) return text;
  if (NUMBER.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[\da-fA-F]+$/.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? NaN : text;
}

const TRUE = new Set(['true', '1', 'yes', 'y', 'on', 'enabled']);
const FALSE = new Set(['false', '0', 'no', 'n', 'off', 'disabled']);

/** Reads the words people write for a switch: `true`, `"yes"`, `on`, `1`, `Enabled`. */
export function toBoolean(value: Scalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === null) return undefined;
  const word = String(value).trim().toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

/** Any scalar but nothing, as a text. */
export function toText(value: Scalar, text: string): string | undefined {
  return value === null ? undefined : text;
}

/** A whole number, quoted or not. */
export function toInteger(value: Scalar): number | undefined {
  const number = typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A text as a YAML string in double quotes: always read back as a string. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A text as YAML, in quotes only where it would otherwise be read as something else. */
export function plainOrQuoted(text: string): string {
  const plain =
    /^[\w./$][\w ./@%+=$(){}?:,-]*$/.test(text) &&
    !/: |[:\s]$|^---|[{}[\],]/.test(text.replace(/\$\{[^{}\s]*\}/g, 'x')) &&
    typeof coreValue(text) === 'string' &&
    !isOldWord(text);
  return plain ? text : quoted(text);
}

/** Words and forms that YAML 1.1, which most tools still read, takes for a switch or a number. */
function isOldWord(text: string): boolean {
  return (
    /^(?:y|n|yes|no|on|off)$/i.test(text) ||
    /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/.test(text) ||
    /^[-+]?[\d_]+$/.test(text) ||
    /^\d{4}-\d\d?-\d\d?/.test(text)
  );
}

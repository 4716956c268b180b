import type { Span } from '../text.ts';
import { type Placed, slice } from './placed.ts';

/** A parameter of a URL or a DSN. */
interface Parameter {
  readonly name: string;
  readonly nameSpan: Span | undefined;
  readonly value: Placed;
  /** The whole of what it is a parameter of. */
  readonly within: string;
}

const URL =
  /(?<![a-z\d+.-])(?:jdbc:)?[a-z][a-z\d+.-]{0,40}:(?:[a-z\d]{1,20}:){0,4}\/\/[^\s"'<>`]*|jdbc:[^\s"'<>`]+|(?:[^\s"'@()]{1,200}@)?\b(?:tcp|unix)\([^()\s]*\)\/[^\s"']*/gi;

/** The parameters of the URLs and DSNs in a value. */
export function parametersOf(value: Placed): readonly Parameter[] {
  const { text } = value;
  if (text.includes('://') || text.includes('jdbc:') || text.includes(')/')) {
    const urls = [...text.matchAll(URL)].map((match) => slice(value, match.index, match.index + match[0].length));
    if (urls.length > 0) return urls.flatMap(ofUrl);
  }
  return ofDsn(value);
}

/** `?a=1&b=2`, and what SQL Server and H2 write behind the address: `;a=1;b=2`. */
function ofUrl(url: Placed): Parameter[] {
  const start = url.text.search(/[?;]/);
  if (start === -1) return [];
  const hash = url.text.indexOf('#', start);
  return pairs(url, start + 1, hash === -1 ? url.text.length : hash, /([&;?])/);
}

/** A DSN says where it leads. */
const PLACE =
  /(?:^|[;\s])(?:server|data source|host|hostaddr|hostname|address|addr|database|dbname|initial catalog|uid|user id|user|driver|service|endpoint|accountname|sslmode)\s*=/i;

/** `Server=db;Encrypt=false` of ADO and ODBC, `host=db sslmode=disable` of libpq. */
function ofDsn(value: Placed): Parameter[] {
  const { text } = value;
  const first = text.indexOf('=');
  if (text.length > 2000 || text.includes('\n') || text.indexOf('=', first + 1) === -1 || !PLACE.test(text)) return [];
  return pairs(value, 0, text.length, text.includes(';') ? /(;)/ : /(\s+)/);
}

/** `separator` is a group, so that the pieces of the split are the whole text. */
function pairs(whole: Placed, from: number, to: number, separator: RegExp): Parameter[] {
  const { text } = whole;
  const found: Parameter[] = [];
  let start = from;
  for (const piece of text.slice(from, to).split(separator)) {
    const match = /^(\s*)([A-Za-z_](?:[\w .$-]*[\w$-])?)(\s*=\s*)(.*)$/s.exec(piece);
    if (match) {
      const [, lead, name, equals, rest] = match as unknown as [string, string, string, string, string];
      const nameStart = start + lead.length;
      const valueStart = nameStart + name.length + equals.length;
      found.push({
        name,
        nameSpan: whole.at(nameStart, nameStart + name.length),
        value: slice(whole, valueStart, valueStart + rest.trimEnd().length),
        within: text,
      });
    }
    start += piece.length;
  }
  return found;
}

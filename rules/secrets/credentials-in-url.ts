import { boolean } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { isInComment, isInSecretObject } from '../facts/credentialPlaces.ts';
import { isPlaceholder, isReference } from '../facts/secrets.ts';
import { environmentAround } from '../model/environment.ts';
import { UNKNOWN } from '../model/imageName.ts';
import type { Node } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';
import { readUrls, type Url, type UrlPart } from '../model/urls.ts';

export default rule({
  id: 'credentials-in-url',
  title: 'URL contains a user name and password',
  why: `Programs print URLs in logs, errors and lists of processes, and every proxy on the way may keep them. Whoever reads
    one can log in where it leads.`,
  remedy:
    'Keep user and password out of the URL: in variables that come from outside, in a credential helper, in a mounted file.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(5)(ii)(D)'],

  options: { comments: boolean('Whether comments are looked at too.', false) },

  check: {
    Text({ text, nodes }, { options, report, file }) {
      if (!MAY_HOLD.test(text)) return;
      for (const url of readUrls(text, (start, end) => ({ start, end }))) {
        const what = credentialOf(url, text);
        if (what === undefined || url.hosts.some(({ text: host }) => EXAMPLE_HOST.test(host))) continue;
        if (!options.comments && isInComment(text, url.span.start)) continue;
        if (isInSecretObject(url.span, nodes)) continue;
        const test = environmentAround(holderOf(url.span, nodes), nodes, file) === 'test';
        report({ at: url, message: message(url, what), severity: test ? 'warning' : 'error' });
      }
    },
  },
});

/** A first look, before URLs are taken apart. */
const MAY_HOLD = /:\/\/[^\s/"']{1,300}@|[?&;](?:password|pwd|passwd)=[^\s&;]/i;
/** RFC 2606. */
const EXAMPLE_HOST = /^(?:[\w-]+\.)*example\.(?:com|org|net|edu)$/;
/** Where a user name alone is a token. */
const GIT_HOST =
  /(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com|visualstudio\.com|codeberg\.org|gitea\.com)$|^git(?:lab|hub|ea)?\./;

function credentialOf({ user, password, hosts, parameters }: Url, text: string): 'password' | 'token' | undefined {
  if (isLiteral(password, text)) return 'password';
  const parameter = parameters.find(
    ({ name, value }) => /^(?:password|pwd|passwd|passphrase|secret)$/i.test(name) && isLiteral(value, text),
  );
  if (parameter) return 'password';
  const isToken =
    !password && isLiteral(user, text) && /^[\w-]{20,}$/.test(user!.text) && hosts.some(({ text: host }) => GIT_HOST.test(host));
  return isToken ? 'token' : undefined;
}

/** Known, and neither a reference nor something to be filled in. */
function isLiteral(part: UrlPart | undefined, text: string): boolean {
  if (!part || part.text === '' || part.text.includes(UNKNOWN)) return false;
  const written = text.slice(part.span.start, part.span.end);
  return !/[${}<>*]|%24|%7B|%3C|^(?:x+|\.+|\*+|%[sdv])$/i.test(written) && !isPlaceholder(written) && !isReference(written);
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The node whose text it is in. */
function holderOf(span: Span, nodes: readonly Node[]): Node {
  return (
    nodes.find((node) => overlap(span, node.kind === 'Variable' ? node.value.span : node.span)) ?? {
      kind: 'Text',
      span,
      text: '',
      nodes,
    }
  );
}

function message({ scheme, hosts }: Url, what: 'password' | 'token'): string {
  const host = hosts[0]?.text;
  const to = host && !host.includes(UNKNOWN) ? ` to \`${host}\`` : '';
  const plain = scheme.text === 'http' || scheme.text === 'ftp' ? `, and sends it over \`${scheme.text}\` in clear text` : '';
  return `The URL${to} contains a ${what}${plain}.`;
}

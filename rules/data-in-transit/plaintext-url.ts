import { strings } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { type Cleartext, cleartextIn, isCleartext, keyBefore } from '../facts/cleartextUrls.ts';
import type { Command } from '../model/nodes.ts';
import { type Url, urlsIn } from '../model/urls.ts';

type Around = Context<{ allow: readonly string[] }>;

export default rule({
  id: 'plaintext-url',
  title: 'Data is sent to another system over a cleartext URL',
  why: `Whoever is on the way to the other system reads what is sent and what comes back, credentials and records included,
    and can answer in its place.`,
  remedy: 'Use the scheme with TLS: `https`, `wss`, `ldaps`, `rediss`, `amqps`, `mqtts`.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)'],

  options: {
    allow: strings('Ends of host names that may be spoken to in clear text.'),
  },

  check: {
    Variable(variable, context) {
      const { name, value, place, written, from } = variable;
      // `data` of a Secret is not there to be read; what it was made from is
      if (from !== undefined || value.state === 'unset' || (place === 'secret' && !written.includes('://'))) return;
      const editable = value.set !== undefined || value.remove !== undefined;
      const isText = written.includes('\n');
      for (const url of urlsIn(variable).filter(isCleartext))
        check(url, (isText && keyBefore(url.lead)) || name, context, editable);
    },

    Command(command, context) {
      if (!SENDING.includes(command.by)) return;
      for (const url of urlsIn(command).filter(isCleartext))
        if (isSent(url)) check(url, flagOf(url) ?? command.owner, context, command.form === 'exec');
    },

    CopiedFile(file, context) {
      for (const url of urlsIn(file).filter(isCleartext)) check(url, keyBefore(url.lead) ?? file.source, context, true);
    },

    // a Dockerfile's labels and a manifest's annotations describe; compose labels set up proxies
    Label(label, context) {
      if (!label.annotation && /^(?:traefik|caddy|com\.centurylinklabs|ofelia)\b/.test(label.key))
        for (const url of urlsIn(label).filter(isCleartext)) check(url, label.key, context, label.value.set !== undefined);
    },
  },
});

/** Health checks and probes ask the container itself; what a build runs is a download. */
const SENDING: readonly Command['by'][] = ['CMD', 'ENTRYPOINT', 'command', 'args', 'hook'];

/** Programs that fetch, of which another rule speaks, and programs for which a URL is text. */
const FETCHING = /^(?:.*\/)?(?:curl|wget|git|pip3?|npm|yarn|apk|apt(?:-get)?|yum|dnf|helm|aria2c)$/;
const MATCHING = /^(?:.*\/)?(?:sed|grep|egrep|awk|gawk|perl|echo|printf|cat)$/;

function isSent({ command, word }: Url): boolean {
  if (!command) return false;
  if (MATCHING.test(command.name)) return false;
  if (!FETCHING.test(command.name)) return true;
  const sends = /^(?:-d|--data(?:-.+)?|-F|--form|-T|--upload-file|--post-(?:data|file)(?:=.*)?|POST|PUT|-XPOST|-XPUT)$/;
  return word !== undefined && /curl$|wget$/.test(command.name) && command.words.some(({ text }) => sends.test(text));
}

/** The flag a URL is given with: of `--fhir-url=…` or `--fhir-url …`. */
function flagOf({ command, word }: Url): string | undefined {
  if (!command || !word) return undefined;
  const own = /^(-{1,2}[\w.-]+|[A-Za-z_][\w.-]*)=/.exec(word.text)?.[1];
  if (own !== undefined) return own;
  const before = command.words[command.words.indexOf(word) - 1]?.text ?? '';
  return /^--?[a-z][\w.-]*$/i.test(before) ? before : command.assignments.find(({ value }) => value === word)?.name;
}

function check(url: Url, name: string, { options, report }: Around, editable: boolean): void {
  const found = cleartextIn(url, name);
  if (!found || (found.place === 'internal' && !found.health)) return;
  if (options.allow.some((end) => found.host === end || found.host.endsWith(end.startsWith('.') ? end : `.${end}`))) return;
  const what = found.health ? 'health records' : 'data';
  report({
    at: url,
    message: `\`${name}\` may send ${what} to \`${found.host}\` in clear text (\`${found.scheme}\`).`,
    fixes: editable ? fixes(url, found) : [],
  });
}

function fixes({ scheme }: Url, { encrypted }: Cleartext): readonly Fix[] {
  const { start, end } = scheme.span;
  if (encrypted === undefined || end - start !== scheme.text.length) return [];
  return [{ title: `Use \`${encrypted}\``, edits: [{ span: scheme.span, text: encrypted }], safe: false }];
}

import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { hostOf, isLocalUrl, pipedScripts } from '../model/downloads.ts';

export default rule({
  id: 'download-piped-to-shell',
  title: 'Downloaded script is run without being kept or checked',
  why: `Whoever controls the server, the address or the line in between decides what runs, today and at each later build.
    Nothing is kept that could be looked at after an incident, and a transfer that breaks off runs half a script.`,
  remedy:
    'Download the script to a file, compare its checksum or signature, then run it. Better still, install a package from a signed repository.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.308(a)(5)(ii)(B)', '164.312(c)(1)', '164.312(e)(2)(i)'],

  options: {
    allow: strings('Beginnings of URLs whose scripts may be run like this.'),
  },

  check: {
    Command(command, { options, report }) {
      for (const { span, downloads, interpreter } of pipedScripts(command)) {
        const [first] = downloads.filter(
          ({ url }) => !isLocalUrl(url) && !options.allow.some((prefix) => url.startsWith(prefix)),
        );
        if (!first) continue;
        report({
          at: { span },
          message: `What \`${hostOf(first.url)}\` sends is run by \`${interpreter}\` at once, without being kept or checked.`,
        });
      }
    },
  },
});

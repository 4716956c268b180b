import fc from 'fast-check';
import { matchesGlob } from '../rules/model/glob.ts';
import { identify } from '../rules/model/identify.ts';
import { sameName } from '../rules/model/files.ts';
import { formats } from '../server/cli/outputs.ts';
import { columnsOf, printable } from '../server/cli/printable.ts';
import { pathOfUri, uriOfPath } from '../server/files/places.ts';
import { assertTameAs, HOSTILE, UNPRINTABLE } from '../test/hardness/support/hostile.ts';
import { always } from './broken.ts';
import type { Subject } from './subject.ts';
import { anyText } from './texts.ts';

const PIECES = [
  ...Object.values(HOSTILE),
  ...'` `` \\ \\` [ ] ( ) ]( < > <!-- & &lt; * _ ** ~~ | # - + . ! { } "\' : :: %0A %2e%2e / ./ ../ // ~ ? ** {a,b} [a-z] [! $( \n \r\n \n\n'.split(
    ' ',
  ),
  ...['\t', ' ', '    ', 'Dockerfile', 'compose.yaml', 'k.yml', 'https://evil.example/', 'a@b.example', 'www.evil.example'],
];

/** A name of a file, a service, an image, an owner: it is shown, compared and looked up, and stays a name. */
export const names: Subject<string> = {
  name: 'name',
  weight: 2,
  cases: () =>
    fc
      .array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: anyText(4) }), {
        minLength: 1,
        maxLength: 7,
      })
      .map((pieces) => pieces.join('')),
  check: async (name) => {
    const shown = printable(name);
    always(!UNPRINTABLE.test(shown) && printable(shown) === shown, 'What is printed holds what is not to be printed.');
    always(columnsOf(shown) >= 0, 'A text is less than nothing wide.');
    const { target } = identify(`file:///w/${name}`, 'FROM a\n');
    matchesGlob(name, [name.split('').reverse().join(''), `**/${name}`, `!${name}`]);
    const path = `/w/${name.replace(/[/\0]|\p{Cs}/gu, '')}x`;
    always(pathOfUri(uriOfPath(path)) === path.replace(/\/\.{1,2}(?=\/|$)/g, ''), 'A path is not the path of its URI.');
    always(sameName(sameName(uriOfPath(path))) === sameName(uriOfPath(path)), 'A name has another one.');
    // all rules are written to SARIF, so it takes ten times as long
    for (const format of formats) if (format !== 'sarif' || name.length % 10 === 0) await assertTameAs(format, name);
    return { signs: [`${target}`, ...new Set([...shown].filter((unit) => /\W/.test(unit)))].sort(), inputs: 1 };
  },
  smaller: function* (name) {
    for (let size = Math.max(1, name.length >> 1); size >= 1; size >>= 1)
      for (let at = 0; at < name.length; at += size) yield name.slice(0, at) + name.slice(at + size);
  },
};

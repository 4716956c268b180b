import { deepEqual, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { RegExpParser } from '@eslint-community/regexpp';
import { analyse } from 'scslre';
import { seeds } from '../../fuzz/seeds.ts';
import { root } from '../../scripts/places.ts';
import { constructedPatterns, literalPatterns, type Pattern, sourcesIn } from './support/patterns.ts';

/** What the tool warns of, and why it may stay: the text it reads has a bound, or the warning is a false one. */
const REVIEWED: Readonly<Record<string, string>> = {
  '(?:\\b(?:jdbc|r2dbc)(?::[a-z][a-z\\d+.-]*)*:)?[a-z][a-z\\d+.-]*$': 'reads 64 characters',
  '^(\\s*)([A-Za-z_](?:[\\w .$-]*[\\w$-])?)(\\s*=\\s*)(.*)$': 'reads 2,000 characters',
  '\\B(?=(?:\\d{3})+$)': 'reads the digits of a number',
};

/** What is wrong with it: a text of so many characters can take it more than a multiple of that many steps. */
function superLinear({ source, flags }: Pattern): string | undefined {
  const parser = new RegExpParser();
  const unicode = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
  const pattern = parser.parsePattern(source, 0, source.length, unicode);
  const { reports } = analyse({ pattern, flags: parser.parseFlags(flags) }, { reportTypes: { Move: true }, maxReports: 1 });
  return reports[0] && `${reports[0].type}, ${reports[0].exponential ? 'exponential' : 'polynomial'}`;
}

const warnings = (patterns: readonly Pattern[]): string[] =>
  patterns.flatMap((pattern) => {
    const wrong = REVIEWED[pattern.source] === undefined ? superLinear(pattern) : undefined;
    return wrong === undefined ? [] : [`${pattern.where} /${pattern.source}/${pattern.flags} ${wrong}`];
  });

suite('regular expressions take linear time', () => {
  const literals = literalPatterns(['rules', 'server', 'client']);

  test('those written as such', () => {
    ok(literals.length > 500);
    deepEqual(warnings(literals), []);
  });

  test('those put together of texts', async () => {
    const constructed = await constructedPatterns(async () => {
      for (const path of sourcesIn('rules')) await import(pathToFileURL(join(root, path)).href);
      // some are made when they are first needed
      const { everythingIn } = await import('./support/everything.ts');
      for (const { uri, target, text } of seeds) everythingIn(uri, target, text);
    });
    ok(constructed.length > 20, `${constructed.length} found`);
    deepEqual(warnings(constructed), []);
  });

  test('nothing that was reviewed is gone', () => {
    const written = new Set(literals.map(({ source }) => source));
    deepEqual(
      Object.keys(REVIEWED).filter((source) => !written.has(source)),
      [],
    );
  });

  test('the tool sees what it is for', () => {
    for (const source of ['(a+)+$', '\\s+$', '^a*a*$', '^\\s*:\\s*\\s*$'])
      ok(superLinear({ source, flags: '', where: '' }), source);
    deepEqual(superLinear({ source: '(?<!\\s)\\s+$', flags: '', where: '' }), undefined);
  });
});

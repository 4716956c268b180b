import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** In milliseconds; what failed until then is still told before the launcher loses patience. */
const LONGEST_RUN = 270_000;

/**
 * Called by VS Code's extension host, on the desktop and on the server alike. Results go into the file that the
 * launcher reads, since the two hosts print in different places.
 */
export async function run(): Promise<void> {
  const log = process.env['BREAKWATER_TEST_LOG'];
  const grep = process.env['BREAKWATER_TEST_GREP'];
  const mocha = new Mocha({
    ...(grep && { grep }),
    ui: 'bdd',
    timeout: 60_000,
    color: process.env['BREAKWATER_TEST_COLOR'] === '1',
    reporter: 'spec',
  });
  if (log !== undefined) {
    const print = (...words: unknown[]): void => appendFileSync(log, format(...words) + '\n');
    Mocha.reporters.Base.consoleLog = print;
  }
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await import('./suites.ts');
  if (mocha.suite.total() === 0) throw new Error('There are no tests.');
  const failures = await new Promise<number>((done) => {
    const runner = mocha.run(done);
    setTimeout(() => runner.abort(), LONGEST_RUN).unref();
  });
  if (failures > 0) throw new Error(`${failures} failed.`);
}

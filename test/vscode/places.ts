import { dirname, join } from 'node:path';

/** The repository. */
export const root = dirname(dirname(import.meta.dirname));

/** What runs leave behind for people to look at: screenshots, logs. */
export const output = join(root, '.test-output');

/** The bundled mocha suite. */
export const suiteBundle = join(root, '.vscode-test', 'suite', 'index.cjs');

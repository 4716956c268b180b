import { beside } from '../files.ts';
import { UNKNOWN } from '../imageName.ts';
import type { Container } from '../nodes.ts';
import type { Span } from '../text.ts';
import type { Field } from '../yaml.ts';
import type { ComposeProject } from './project.ts';
import { readForeign, resultsOf } from './services.ts';

/** What `include` brings into a file. */
export interface Included {
  readonly services: readonly Container[];
  /** The roots of the files. */
  readonly roots: readonly Field[];
}

const DEEPEST = 5;

/** Reads the files that a file includes (https://docs.docker.com/reference/compose-file/include/); a circle ends where it closes. */
export function readIncluded(root: Field, project: ComposeProject): Included {
  const services: Container[] = [];
  const roots: Field[] = [];
  const seen = new Set([project.file]);

  const include = (entry: Field, from: ComposeProject, use: Span, depth: number): void => {
    const paths = texts(entry.isMap ? entry.at('path') : entry);
    const [main, ...over] = paths.flatMap((path) => beside(from.file, path) ?? []);
    if (main === undefined || seen.has(main) || depth > DEEPEST) return;
    seen.add(main);
    const folder = entry.isMap ? entry.at('project_directory').text : undefined;
    const home = folder === undefined || folder.includes(UNKNOWN) ? main : (beside(from.file, `${folder}/x`) ?? main);
    const own = from.including(main, home, entry.isMap ? texts(entry.at('env_file')) : []);
    const file = own.open(main, use);
    if (!file) return;
    const above = over.flatMap((name) => own.open(name, use) ?? []);
    roots.push(file, ...above);
    const results = resultsOf(above);
    services.push(...readForeign({ root: file, project: own, above, below: [], override: false, results }, use));
    for (const next of file.at('include').items()) include(next, own, use, depth + 1);
  };
  for (const entry of root.at('include').items()) include(entry, project, (entry.isMap ? entry.at('path') : entry).span, 0);
  return { services, roots };
}

/** One text or a list of them; what is unknown is left out. */
function texts(field: Field): string[] {
  const fields = field.isList ? field.items() : [field];
  return fields.flatMap(({ text }) => (text === undefined || text === '' || text.includes(UNKNOWN) ? [] : [text]));
}

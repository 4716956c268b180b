import { compose, dockerfile, manifest, settings, workloadList } from './generate.ts';

/** A part of a text, as shares of it: its second half is `[0.5, 1]`. */
export type Within = readonly [from: number, to: number];

/** A file to type in. */
export interface BenchFile {
  readonly name: string;
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** Typing at varied places of a file, or in a part of it, and the median that should not be passed, in milliseconds or a ratio. */
export interface Scenario {
  readonly name: string;
  readonly file: BenchFile;
  readonly within?: Within;
  readonly target?: string;
}

const inDockerfile = (lines: number): BenchFile => ({
  name: `Dockerfile, ${lines.toLocaleString('en')} lines`,
  uri: `file:///bench/${lines}/Dockerfile`,
  languageId: 'dockerfile',
  text: dockerfile(lines),
});

const inCompose = (lines: number): BenchFile => ({
  name: `compose file, ${lines.toLocaleString('en')} lines`,
  uri: `file:///bench/${lines}/compose.yaml`,
  languageId: 'dockercompose',
  text: compose(lines),
});

const inManifest = (lines: number, text: string, name = 'manifest'): BenchFile => ({
  name: `${name}, ${lines.toLocaleString('en')} lines`,
  uri: `file:///bench/${lines}/${name.replaceAll(' ', '-')}.yaml`,
  languageId: 'yaml',
  text,
});

export const dockerfiles = [50, 500, 5000].map(inDockerfile);
export const composeFiles = [100, 700, 5000].map(inCompose);
export const manifests = [
  inManifest(100, manifest(100, 1)),
  inManifest(2000, manifest(2000, 20)),
  inManifest(20_000, manifest(20_000, 200)),
];
const single = inManifest(10_000, workloadList(10_000), 'one document');
const scalar = inManifest(2000, settings(2000), 'block scalar');

const FIRST: Within = [0, 0.05];
const MIDDLE: Within = [0.475, 0.525];
const LAST: Within = [0.95, 1];

const places = (file: BenchFile): readonly Scenario[] =>
  [['at the top', FIRST] as const, ['in the middle', MIDDLE] as const, ['at the end', LAST] as const].map(([where, within]) => ({
    name: `… ${where}`,
    file,
    within,
  }));

/** Each file with what is asked of it, and the largest with the places where somebody types. */
export const scenarios: readonly Scenario[] = [
  { name: dockerfiles[0]!.name, file: dockerfiles[0]! },
  { name: dockerfiles[1]!.name, file: dockerfiles[1]!, target: '1 ms' },
  { name: dockerfiles[2]!.name, file: dockerfiles[2]!, target: '4 ms' },
  ...places(dockerfiles[2]!),
  { name: composeFiles[0]!.name, file: composeFiles[0]! },
  { name: composeFiles[1]!.name, file: composeFiles[1]!, target: '1.5 × bare' },
  { name: composeFiles[2]!.name, file: composeFiles[2]! },
  ...places(composeFiles[2]!),
  { name: manifests[0]!.name, file: manifests[0]! },
  { name: manifests[1]!.name, file: manifests[1]!, target: '1.5 ms' },
  { name: manifests[2]!.name, file: manifests[2]!, target: '4 ms' },
  ...places(manifests[2]!),
  { name: single.name, file: single, target: '2 × events' },
  { name: scalar.name, file: scalar },
];

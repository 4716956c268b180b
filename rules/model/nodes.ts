import type { ImageName } from './imageName.ts';
import type { Problem, Setting } from './setting.ts';
import type { Edit, Span } from './text.ts';
import type { Field } from './yaml.ts';

export type { Problem, Setting } from './setting.ts';

/** A kind of file. */
export type Target = 'dockerfile' | 'compose' | 'kubernetes' | 'image';

export const targets: readonly Target[] = ['dockerfile', 'compose', 'kubernetes', 'image'];

interface Base {
  /** Where a finding about the whole node points: the smallest text that names it. */
  readonly span: Span;
}

/** What a stage of a Dockerfile is for. */
export type StageRole = 'shipped' | 'copied-from' | 'build-only';

/** Something that will run: the shipped stage of a Dockerfile, a compose service, a container of a pod template, an image config. */
export interface Container extends Base {
  readonly kind: 'Container';
  /** As messages name it: the stage's alias or base image, the service, the container. */
  readonly name: string;
  readonly role: 'stage' | 'service' | 'main' | 'init' | 'ephemeral';
  /** The image it runs, or the image its shipped stage is finally built from. */
  readonly image?: ImageReference;
  /** Dockerfile: finally built from nothing, so that no image decides anything. */
  readonly base?: 'scratch';
  /** Every user that can be in force, after inheritance. `user[:group]` as written, by name or number. */
  readonly user: Setting<string>;
  readonly privileged: Setting<boolean>;
  readonly readOnlyRoot: Setting<boolean>;
  /** True when the file need not be whole: an override, a patch, a template. What is absent here must not be reported. */
  readonly partial: boolean;
  /**
   * Its ports, variables and mounts: the same objects that stand in the flat list, and those of other files (compose:
   * `extends`, `env_file`, overrides), which stand in no list, for they are checked where they are written.
   */
  readonly ports: readonly Port[];
  readonly variables: readonly Variable[];
  readonly mounts: readonly Mount[];
  /**
   * compose: the service, laid over those it extends; Kubernetes: the container entry. For the long tail of settings.
   * What comes from another file stands at the place here that brings it, and is `aliased`.
   */
  readonly field?: Field;
  /** Kubernetes: the pod spec around the container. */
  readonly pod?: Field;
  /** compose: the service has a `build`, so its `image` is the name of the result. */
  readonly built: boolean;
}

/** A reference to an image, in every place that pulls one. Stage aliases and `scratch` are none. */
export interface ImageReference extends Base {
  readonly kind: 'ImageReference';
  /** As written. */
  readonly text: string;
  /** What it means, after substitution. Absent when nothing of it can be known. */
  readonly name?: ImageName;
  readonly role: 'base' | 'copy' | 'mount' | 'syntax' | 'run' | 'context' | 'cache' | 'volume';
  /** compose: `image` beside `build` is the name of the result, pulled from nowhere; a sibling may run it too. */
  readonly output: boolean;
  /** The edit that writes another reference here, quoting kept. Absent through aliases, variables and templates. */
  readonly set?: (reference: string) => Edit;
  /** Dockerfile: the stage it is written in, and what becomes of that stage. Absent before the first FROM. */
  readonly stage?: { readonly index: number; readonly role: StageRole };
}

/** A name with a value that a process will see, or a build argument. */
export interface Variable extends Base {
  readonly kind: 'Variable';
  readonly name: string;
  /** `set`: known after substitution. `unknown`: `${X}`, a template, a reference. `unset`: passed through from outside. */
  readonly value: Setting<string>;
  /** As written, unquoted and not substituted: `${DB_PASSWORD:-x}`. Never to be shown. */
  readonly written: string;
  /** `env-file` ones are on a compose service only, at the entry that names the file; known where they are plain settings. */
  readonly place: 'env' | 'arg' | 'environment' | 'build-arg' | 'env-file' | 'config-map' | 'secret' | 'literal';
  /** Kubernetes `valueFrom` and compose `secrets`-like references: where the value comes from instead. */
  readonly from?: 'secret' | 'config-map' | 'field' | 'resource';
  /** Name of the container, service, stage or object it belongs to. */
  readonly owner: string;
  /** Kubernetes: the whole env entry, to be replaced by one with `valueFrom`. */
  readonly field?: Field;
  /** YAML: the scalar that holds the value; in a list of compose the whole `NAME=value`. */
  readonly scalar?: Field;
  /** compose: `map` is `NAME: value`, `list` is `- NAME=value`. Dockerfile and Kubernetes: absent. */
  readonly form?: 'map' | 'list';
  /** Dockerfile: the stage it is written in, and what becomes of that stage. Absent before the first FROM. */
  readonly stage?: { readonly index: number; readonly role: StageRole };
}

/** One written entry of ports; a range is one entry. */
export interface Port extends Base {
  readonly kind: 'Port';
  /** As written: `2121:21`, `5000-5010/udp`. */
  readonly text: string;
  /** The container's side, both ends included. Absent when unknown. */
  readonly from?: number;
  readonly to?: number;
  /** The host's side of a published entry, if written and known. */
  readonly hostFrom?: number;
  readonly hostTo?: number;
  readonly transport: 'tcp' | 'udp' | 'sctp';
  /** `published`: reachable from outside the host or cluster (definitions: Published). */
  readonly level: 'declared' | 'published';
  /** A Kubernetes port's name, or the compose long form's. */
  readonly name?: string;
  readonly place: 'expose' | 'ports' | 'container-port' | 'service-port';
  /** Name of the container, service or object it belongs to. */
  readonly owner: string;
  /** The image of the container, for words that hint at a product. */
  readonly image?: ImageReference;
  /** All entries of the same container or Service, this one included. */
  readonly siblings: readonly Port[];
  /** The host's address it listens on, as far as known; absent when none is written, which means every address. */
  readonly address?: string;
  /** compose: writes the host's address. */
  readonly bind?: (address: string) => Edit;
  /** Writes another number on the container's side; on that of a Service whose `targetPort` is a name. */
  readonly set?: (port: number) => Edit;
  /** Takes the entry out; in a Dockerfile the whole instruction when it was the last token. */
  readonly remove?: () => Edit;
  /** Dockerfile: the stage it is written in, and what becomes of that stage. Absent before the first FROM. */
  readonly stage?: { readonly index: number; readonly role: StageRole };
}

/** A place of a container's file system that comes from elsewhere. */
export interface Mount extends Base {
  readonly kind: 'Mount';
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'secret' | 'config' | 'cache' | 'ssh' | 'image' | 'claim' | 'other';
  /** Host path, volume name, object name. Absent when there is none or it is unknown. */
  readonly source?: string;
  /** Path in the container. Absent when unknown. */
  readonly destination?: string;
  readonly readOnly: Setting<boolean>;
  readonly owner: string;
  readonly field?: Field;
  /** Kubernetes: the entry of the pod's `volumes` it names. */
  readonly volume?: Field;
  /** Dockerfile: the stage it is written in, and what becomes of that stage. Absent before the first FROM. */
  readonly stage?: { readonly index: number; readonly role: StageRole };
}

/** A file or folder that becomes part of an image or an object. One node per source. */
export interface CopiedFile extends Base {
  readonly kind: 'CopiedFile';
  /** As written after substitution, unquoted; may hold wildcards. A heredoc's is its file name in the image. */
  readonly source: string;
  /** Where it goes, absolute where that can be worked out from WORKDIR. */
  readonly destination?: string;
  readonly by: 'COPY' | 'ADD' | 'heredoc' | 'RUN' | 'generator' | 'config';
  /** `--from`: a stage's index, or another image's name. */
  readonly fromStage?: number;
  readonly fromImage?: string;
  /** Dockerfile: the stage it happens in, and what becomes of that stage. */
  readonly stage?: { readonly index: number; readonly role: StageRole };
  /** Text that is in the file itself: a heredoc, an inline config. */
  readonly content?: { readonly text: string; readonly span: Span; readonly scalar?: Field };
}

/** Something that is executed: a RUN, CMD, ENTRYPOINT, a health check, a probe, a hook. */
export interface Command extends Base {
  readonly kind: 'Command';
  readonly by: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK' | 'command' | 'args' | 'healthcheck' | 'probe' | 'hook';
  readonly form: 'shell' | 'exec';
  /** The text handed to the shell, or the words of the exec form joined by blanks. */
  readonly text: string;
  /** Dockerfile: the folder it runs in, absolute. Absent when unknown. */
  readonly workdir?: string;
  /** The exec form's words, with their places. */
  readonly words?: readonly Word[];
  readonly owner: string;
  readonly stage?: { readonly index: number; readonly role: StageRole };
}

/** A word with its place in the text. */
export interface Word extends Base {
  readonly text: string;
  /** Where a stretch of `text` stands, when it is not there character by character; `shellOf` asks. */
  readonly at?: (start: number, end: number) => Span;
}

/** A LABEL, a compose label, a Kubernetes label or annotation. */
export interface Label extends Base {
  readonly kind: 'Label';
  readonly key: string;
  readonly value: Setting<string>;
  readonly annotation: boolean;
  readonly owner: string;
}

/** A Dockerfile's stage, from FROM to the next. */
export interface Stage extends Base {
  readonly kind: 'dockerfile.Stage';
  readonly index: number;
  readonly alias?: string;
  readonly role: StageRole;
  /** The stage it is FROM, when that is in the same file. */
  readonly parent?: Stage;
  readonly image?: ImageReference;
  readonly user: Setting<string>;
  readonly instructions: readonly Instruction[];
  /** What it copies and runs, in the order written. */
  readonly steps: readonly (CopiedFile | Command)[];
  /** All stages of the file, this one included. */
  readonly all: readonly Stage[];
}

/** A Dockerfile instruction, for the rules that only make sense there. */
export interface Instruction extends Base {
  readonly kind: 'dockerfile.Instruction';
  /** Upper case. An ONBUILD trigger is listed by itself, with `onbuild` true. */
  readonly keyword: string;
  readonly onbuild: boolean;
  /** The whole instruction, continuation lines and heredocs included. */
  readonly extent: Span;
  /** The words after the keyword and flags, unquoted, not substituted. */
  readonly words: readonly Word[];
  readonly flags: readonly { readonly name: string; readonly value?: string; readonly span: Span }[];
  /** Index of the stage; absent before the first FROM. */
  readonly stage?: number;
}

/** A compose file as a whole. */
export interface ComposeFile extends Base {
  readonly kind: 'compose.File';
  readonly field: Field;
  readonly services: readonly Container[];
  /** Services of the files it includes; they stand at the entry of `include`, and are checked in their own files. */
  readonly included?: readonly Container[];
  readonly partial: boolean;
}

/** A Kubernetes object. */
export interface Manifest extends Base {
  readonly kind: 'kubernetes.Manifest';
  readonly apiVersion: string;
  /** Its `kind`: `Deployment`. */
  readonly type: string;
  readonly name: string;
  readonly namespace?: string;
  readonly field: Field;
  readonly containers: readonly Container[];
  readonly ports: readonly Port[];
  readonly partial: boolean;
}

/** A part of a document as a whole, comments included: for what may stand anywhere. It comes after all other nodes. */
export interface Text extends Base {
  readonly kind: 'Text';
  readonly text: string;
  /** What else was read from it. */
  readonly nodes: readonly Node[];
}

/** Everything a rule can visit. */
export type Node =
  | Container
  | ImageReference
  | Variable
  | Port
  | Mount
  | CopiedFile
  | Command
  | Label
  | Stage
  | Instruction
  | ComposeFile
  | Manifest
  | Text;
export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { kind: K }>;

/** What reading a part yields: its nodes in the order written. */
export interface Model {
  readonly nodes: readonly Node[];
  readonly problems: readonly Problem[];
  /** Comments that may hold an exception, `#` to the end of the line without the line break. */
  readonly comments: readonly Span[];
  /** In the order written; some nodes are in none. */
  readonly pieces?: readonly Piece[];
  /** What its reader keeps, to read an edited text from it. */
  readonly memory?: object;
}

/** Nodes that stand side by side in the list, and depend on nothing around them that is not the same where their essence is. */
export interface Piece {
  /** Shared with a piece of another text that says the same and stands in the same, so that only their places differ. */
  readonly essence: object;
  /** Where it starts in the text: its nodes are as far from it as they are from the start of the other. */
  readonly start: number;
  /** Index of its first node. */
  readonly first: number;
  /** How many nodes it has. */
  readonly count: number;
}

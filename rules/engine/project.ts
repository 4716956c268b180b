import type { Document } from '../model/document.ts';
import type { Files } from '../model/files.ts';
import type { Container, Manifest, Target } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

/**
 * What can be known of the workspace beyond the file at hand, as it is at one moment. A rule may ask anything and
 * reports on its own node, with the other place as `related`. "Not found" here is never "does not exist".
 */
export interface Project {
  readonly files: Files;
  /** Whether all of the workspace is in view. Where it is not, because it is too large, that something was not found says nothing. */
  readonly complete: boolean;
  /** The document of a text that was read from a file; the one that is known already, where the text is the same. */
  read(file: string, target: Target, text: string): Document;
  /** Every document of a target, read. Empty until the workspace has been looked through. */
  documents(target: Target): readonly Document[];
  /** Every Kubernetes object of the workspace, with the file it is in; spans are offsets of that file's text. */
  manifests(): readonly { readonly file: string; readonly start: number; readonly manifest: Manifest }[];
  /** The builds that compose files of the workspace make of a Dockerfile. */
  buildsOf(dockerfile: string): readonly Build[];
  /**
   * What a Dockerfile is built from: a context for each build; where the workspace has none, the folders that may be it, mostly
   * the Dockerfile's own.
   */
  contextsOf(dockerfile: string): readonly BuildContext[];
  /** The Dockerfile a compose service builds, and the container that is shipped; nothing when it is not in the workspace. */
  dockerfileOf(
    composeFile: string,
    service: Container,
  ): { readonly document: Document; readonly container: Container } | undefined;
  /** Whether a file is listed by a kustomization as a patch, so that it need not be whole. */
  isPatch(file: string): boolean;
}

/** A compose service's `build`. */
export interface Build {
  /** The compose file, and where its `build` is written. */
  readonly file: string;
  readonly span: Span;
  readonly service: string;
  /** The context's folder, ending in `/`. Absent when it is a URL or unknown. */
  readonly context?: string;
  /** The stage it asks for. */
  readonly target?: string;
}

/** The folder a build sends, without what an ignore file leaves out. */
export interface BuildContext {
  /** Ends in `/`. */
  readonly folder: string;
  /** The ignore file that holds, `<Dockerfile>.dockerignore` before `.dockerignore`, whether or not it exists yet. */
  readonly ignoreFile: string;
  /** Whether that file is there and leaves anything out. */
  readonly hasIgnores: boolean;
  /** Whether a path, relative to the folder, is left out. */
  ignores(path: string): boolean;
  /** The files that are sent, relative to the folder, sorted. `complete` as `Files.below` has it. */
  sent(): { readonly paths: readonly string[]; readonly complete: boolean };
}

import { isTemplatePath } from './helm.ts';
import type { Target } from './nodes.ts';

/** What a file is, and how that was told. */
export interface Identity {
  /** Absent when the file is not one this project reads. */
  readonly target?: Target;
  /** A short phrase for the status item and the command line: "named like a Dockerfile". */
  readonly why: string;
}

/** How many characters are searched for what makes a file ours; enough for it, and quick whatever the size. */
const WINDOW = 200_000;

/**
 * Tells what a file is by its path (with `/` or `\`, or a URI), its text, and its language in the editor; where they
 * disagree, a telling name wins over the text, and the text over the language. It never parses.
 */
export function identify(path: string, text: string, languageId?: string): Identity {
  const parts = path
    .replace(/[?#].*/s, '')
    .split(/[\\/]/)
    .map(decode);
  const name = parts.at(-1)!.toLowerCase();
  if (isDockerfileName(name)) return { target: 'dockerfile', why: 'named like a Dockerfile' };
  if (isYamlName(name, path)) return ofYaml(parts.slice(0, -1), name, text);
  if (name.endsWith('.json')) return isFlowObject(text) ? KUBERNETES : { why: 'JSON without `apiVersion` and `kind`' };
  if (languageId === 'dockerfile' && !name.endsWith('.dockerignore') && !NOT_DOCKERFILE.test(name))
    return { target: 'dockerfile', why: 'a Dockerfile to the editor' };
  if (languageId === 'yaml' || languageId === 'dockercompose' || languageId === 'helm')
    return ofYaml(parts.slice(0, -1), name, text);
  return { why: 'neither a Dockerfile nor YAML' };
}

const KUBERNETES: Identity = { target: 'kubernetes', why: 'YAML with `apiVersion` and `kind`' };
const COMPOSE_NAME: Identity = { target: 'compose', why: 'named like a compose file' };

/** Endings that make `Dockerfile.x` something else than the Dockerfile for x. */
const NOT_DOCKERFILE =
  /\.(?:go|[cm]?[tj]sx?|py|rb|rs|java|kt|cs|c|h|cpp|php|sh|ps1|lua|el|vim|mdx?|txt|rst|adoc|html?|css|json|ya?ml|toml|xml|lock|log|orig|rej|bak|swp|snap|png|svg|dockerignore)$/;

function isDockerfileName(name: string): boolean {
  if (/^(?:dockerfile|containerfile)$/.test(name) || /.\.(?:dockerfile|containerfile)$/.test(name)) return true;
  return /^(?:dockerfile|containerfile)[.-]./.test(name) && !NOT_DOCKERFILE.test(name);
}

/** Template engines leave their own ending behind that of YAML. */
function isYamlName(name: string, path: string): boolean {
  return (
    /\.ya?ml(?:\.(?:tpl|tmpl|gotmpl|template|j2|jinja2?|in))?$/.test(name) || (name.endsWith('.tpl') && isTemplatePath(path))
  );
}

function ofYaml(folders: readonly string[], name: string, text: string): Identity {
  if (isWorkflow(folders, name)) return { why: 'a CI workflow' };
  if (/^\.breakwater\.ya?ml$/.test(name)) return { why: 'a policy of this tool' };
  if (/^(?:chart|values(?:[._-].*)?)\.ya?ml$/.test(name) && !isObject(text)) return { why: 'settings of a Helm chart' };
  if (/^chart\.ya?ml$/.test(name)) return { why: 'settings of a Helm chart' };

  const object = isObject(text);
  const composeName = composeNameOf(name);
  if (composeName && !(object && findKey(text, 'services', 0) === -1)) {
    if (composeName === 'exact' || hasComposeKey(text)) return COMPOSE_NAME;
  }
  if (object) return KUBERNETES;
  if (/^kustomization\.ya?ml$/.test(name)) return { target: 'kubernetes', why: 'named like a kustomization' };
  if (folders.includes('templates') && text.includes('{{') && isIndentedObject(text))
    return { target: 'kubernetes', why: 'a template of a Helm chart' };
  if (isNode(text)) return { target: 'kubernetes', why: 'settings of a k3s or RKE2 node' };
  if (hasServices(text)) return { target: 'compose', why: 'YAML with the `services` of a compose file' };
  return { why: 'YAML without `apiVersion` and `kind`' };
}

const WORKFLOW_NAME =
  /^(?:\.gitlab-ci|azure-pipelines?|bitbucket-pipelines|\.travis|\.drone|\.woodpecker|\.?appveyor|cloudbuild|buildspec|\.cirrus|codefresh|\.semaphore|wercker|\.pre-commit-config)(?:[.-].*)?\.ya?ml$/;
const WORKFLOW_FOLDERS = [
  '.github/workflows',
  '.github/actions',
  '.forgejo/workflows',
  '.gitea/workflows',
  '.circleci',
  '.woodpecker',
  '.buildkite',
  '.semaphore',
  '.gitlab/ci',
];

function isWorkflow(folders: readonly string[], name: string): boolean {
  if (WORKFLOW_NAME.test(name)) return true;
  const path = `/${folders.join('/').toLowerCase()}/`;
  return WORKFLOW_FOLDERS.some((folder) => path.includes(`/${folder}/`));
}

/** `compose.yaml` is one whatever it holds; of `compose-settings.yaml` the text has to say so too. */
function composeNameOf(name: string): 'exact' | 'like' | undefined {
  if (/^(?:docker-|podman-)?compose(?:\.[\w-]+)*\.ya?ml$/.test(name)) return 'exact';
  return /^(?:docker-|podman-)compose.*\.ya?ml$/.test(name) ||
    /^compose[._-].*\.ya?ml$/.test(name) ||
    /.[._-](?:docker-)?compose\.ya?ml$/.test(name)
    ? 'like'
    : undefined;
}

function hasComposeKey(text: string): boolean {
  return (
    text.trim() === '' ||
    ['services', 'include', 'networks', 'volumes', 'configs', 'secrets', 'version'].some((key) => findKey(text, key, 0) !== -1)
  );
}

/** Whether some document has both `apiVersion` and `kind` at its top. */
function isObject(text: string): boolean {
  for (let at = findKey(text, 'apiVersion', 0); at !== -1; ) {
    const start = Math.max(0, text.lastIndexOf('\n---', at));
    const mark = text.indexOf('\n---', at);
    const end = mark === -1 ? text.length : mark;
    if (findKey(text, 'kind', start, Math.min(end, start + OBJECT)) !== -1) return true;
    at = findKey(text, 'apiVersion', end);
  }
  return isFlowObject(text);
}

/** How far `kind` may be from the beginning of an object. A ConfigMap, whose data may stand before it, holds a megabyte. */
const OBJECT = 2_000_000;

/** The configuration file of a k3s or RKE2 node has no kind: https://docs.k3s.io/installation/configuration. */
function isNode(text: string): boolean {
  return NODE_KEYS.some((key) => findKey(text, key, 0) !== -1);
}

/** Keys that no other program has. */
const NODE_KEYS = ['kube-apiserver-arg', 'kubelet-arg', 'secrets-encryption', 'tls-san', 'write-kubeconfig-mode'];

/** In a chart, the conditions around an object may have it indented. */
function isIndentedObject(text: string): boolean {
  const head = text.slice(0, WINDOW);
  return /^[ \t]*apiVersion:/m.test(head) && /^[ \t]*kind:/m.test(head);
}

/** An object written in braces, as JSON is. */
function isFlowObject(text: string): boolean {
  const head = text.slice(0, WINDOW);
  if (!/^(?:\s|---)*\{/.test(head.slice(0, 1000))) return false;
  return ['apiVersion', 'kind'].every((key) => isOutermost(head, key));
}

/** Whether a key stands in the outermost braces. */
function isOutermost(head: string, key: string): boolean {
  let depth = 0;
  let quote = '';
  for (let at = head.indexOf('{'); at < head.length; at++) {
    const character = head[at]!;
    if (depth === 1 && quote === '' && isKeyAt(head, at, key) && /[\s{,]/.test(head[at - 1]!)) return true;
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"') quote = character;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return false;
  }
  return false;
}

/** Offset of a key at the left margin, quoted or not; -1 when there is none before `to`. */
function findKey(text: string, key: string, from: number, to = WINDOW): number {
  const head = text.length > to ? text.slice(0, to) : text;
  for (let at = head.indexOf(key, from); at !== -1; at = head.indexOf(key, at + 1)) {
    const start = head[at - 1] === '"' || head[at - 1] === "'" ? at - 1 : at;
    const atMargin = start === 0 || head[start - 1] === '\n' || (start === 1 && head[0] === '\uFEFF');
    if (atMargin && isKeyAt(head, start, key)) return start;
  }
  return -1;
}

function isKeyAt(text: string, at: number, key: string): boolean {
  const quotes = text[at] === '"' || text[at] === "'" ? 1 : 0;
  if (!text.startsWith(key, at + quotes)) return false;
  let end = at + key.length + 2 * quotes;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text[end] === ':';
}

/** Keys that nothing but a compose service has. Those that other files with `services` use too are left out. */
const SERVICE_KEY =
  /^\s+["']?(?:image|build|extends|container_name|env_file|depends_on|entrypoint|network_mode|cap_add|cap_drop|stdin_open|working_dir)["']?\s*:/;

/** Whether `services` is a map of maps of which one is a compose service. */
function hasServices(text: string): boolean {
  const head = text.slice(0, WINDOW);
  const at = findKey(head, 'services', 0);
  if (at === -1) return false;
  let column = -1;
  let from = lineAfter(head, at);
  for (let lines = 0; from < head.length && lines < 400; lines++) {
    const next = lineAfter(head, from);
    const line = head.slice(from, Math.min(next, from + 300));
    const own = line.search(/\S/);
    from = next;
    if (own === -1 || line[own] === '#') continue;
    if (own === 0 || line[own] === '-') return false;
    if (column === -1 || own <= column) {
      column = own;
      if (/:\s*\{\s*["']?(?:image|build)["']?\s*:/.test(line)) return true;
    } else if (SERVICE_KEY.test(line)) return true;
  }
  return false;
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Undoes the escapes a URI has for characters of a path. */
function decode(part: string): string {
  return part.replace(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

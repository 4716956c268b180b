import fs from 'node:fs';
import { join } from 'node:path';
import { tree } from '../../files/tree.ts';

/** Files that name what lies outside of their workspace, in every way we know. */
export const WORKSPACE = {
  Dockerfile: 'FROM node:latest\nUSER root\nCOPY . /app\nCOPY ../../outside /x\n',
  'compose.yaml': `include: [../outside/compose.yaml, linked.yaml]
services:
  api: {build: {context: ../../.., dockerfile: ../outside/Dockerfile}, env_file: [../outside/.env, link.env, /etc/passwd], extends: {file: ../outside/compose.yaml, service: a}, volumes: ["../outside:/x"]}
`,
  'k8s/kustomization.yaml':
    'kind: Kustomization\nresources: [../../outside, ../../outside/k.yaml, https://example.com/x]\nsecretGenerator: [{name: s, files: [../../outside/.env], envs: [../../outside/.env]}]\n',
  'k8s/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:latest"}]}\n',
  'chart/Chart.yaml': 'name: a\nversion: 1.0.0\ndependencies: [{name: b, repository: "file://../../outside"}]\n',
  'chart/values.yaml': 'a: 1\n',
  'chart/templates/a.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "{{ .Values.a }}"}]}\n',
  '.breakwater.yaml': 'extends: [../outside/policy.yaml, ./link.yaml, "npm:../../outside", /etc/passwd]\nprofile: strict\n',
  '.git/HEAD': 'ref: refs/heads/../../../outside/ref\n',
};
const OUTSIDE = {
  'compose.yaml': 'services: {a: {image: x, user: root}}\n',
  Dockerfile: 'FROM a\nUSER root\n',
  '.env': 'A=1\n',
  'k.yaml': 'apiVersion: v1\nkind: Pod\n',
  'policy.yaml': 'rules: {root-user: off}\n',
  ref: `${'a'.repeat(40)}\n`,
};

/** Writes them, with links that lead outside, and what they lead to. */
export function leavingWorkspace(): { readonly cwd: string; readonly outside: string } {
  const top = tree({
    ...Object.fromEntries(Object.entries(WORKSPACE).map(([name, text]) => [`work/${name}`, text])),
    ...Object.fromEntries(Object.entries(OUTSIDE).map(([name, text]) => [`outside/${name}`, text])),
  });
  const [cwd, outside] = [join(top, 'work'), join(top, 'outside')];
  fs.symlinkSync(join(outside, 'compose.yaml'), join(cwd, 'linked.yaml'));
  fs.symlinkSync(join(outside, 'policy.yaml'), join(cwd, 'link.yaml'));
  fs.symlinkSync(join(outside, '.env'), join(cwd, 'link.env'));
  fs.symlinkSync(outside, join(cwd, 'folder'));
  fs.symlinkSync(join(outside, 'Dockerfile'), join(cwd, 'k8s', 'Dockerfile'));
  return { cwd, outside };
}

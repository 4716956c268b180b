import { strings } from '../engine/options.ts';
import { rule, type Report } from '../engine/rule.ts';
import { isHostAgent } from '../facts/hostAgents.ts';
import { runtimeSocketAt, sensitivityOf } from '../facts/hostPaths.ts';
import { type HostPath, pathsOfManifest, pathsOfService, pathsOfVolumes } from '../model/hostPaths.ts';
import { UNKNOWN } from '../model/imageName.ts';
import { isControlPlanePod } from '../model/kubernetes/podSpecs.ts';

export default rule({
  id: 'sensitive-host-mount',
  title: 'Sensitive host directory is mounted into the container',
  why: `Such a directory holds what keeps the host and its workloads apart: credentials, settings, the data of other
    containers. Whoever takes over the container has it too, patient records of other programs included.`,
  remedy: 'Mount only the file or folder that is needed, or keep the data in a volume of its own.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(c)(1)', '164.310(d)(1)'],

  options: {
    allow: strings('Paths of the host that may be mounted, with what is below them.'),
  },

  check: {
    Container(container, { options, report }) {
      for (const path of pathsOfService(container)) judge(path, options.allow, report);
    },

    'compose.File'(file, { options, report }) {
      for (const path of pathsOfVolumes(file)) judge(path, options.allow, report);
    },

    'kubernetes.Manifest'(manifest, { options, report }) {
      const paths = pathsOfManifest(manifest);
      if (paths.length === 0 || isControlPlanePod(manifest)) return;
      for (const path of paths) judge(path, options.allow, report);
    },
  },
});

function judge(
  { path, span, owner, by, readOnly, containers }: HostPath,
  allow: readonly string[],
  report: (report: Report) => void,
): void {
  if (path.startsWith(UNKNOWN) || runtimeSocketAt(path) || allow.some((allowed) => isIn(path, allowed))) return;
  const sensitivity = sensitivityOf(path);
  if (!sensitivity || (readOnly && sensitivity.whenReadOnly === 'harmless')) return;
  const who = by === 'volume' ? `Whoever mounts \`${owner}\`` : `\`${owner}\``;
  const may = by === 'pod' && containers.length === 0 ? 'could' : 'can';
  const isWatched = containers.length > 0 && containers.every(({ image }) => isHostAgent(image?.name));
  report({
    at: { span },
    message: `${who} ${may} ${readOnly ? 'read' : 'change'} \`${path}\` of the host, with ${sensitivity.holds}.`,
    ...(readOnly && (sensitivity.whenReadOnly === 'weaker' || isWatched) && { severity: 'warning' }),
  });
}

/** A trailing `/` of an allowed path says nothing; `/` alone allows itself only. */
function isIn(path: string, allowed: string): boolean {
  const folder = allowed.replace(/(?<=^[\\/]|[^\\/])[\\/]+$/, '');
  return path === folder || (folder !== '/' && (path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`)));
}

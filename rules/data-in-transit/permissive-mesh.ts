import { rule } from '../engine/rule.ts';
import { encryptsTo, type MeshGap, meshGaps, plainExits, unauthenticated } from '../facts/meshModes.ts';
import type { Field } from '../model/yaml.ts';

const INBOUND_POLICY = 'config.linkerd.io/default-inbound-policy';

export default rule({
  id: 'permissive-mesh',
  title: 'Service mesh accepts or sends unencrypted traffic',
  why: `A mesh is trusted to encrypt what goes between services and to tell them apart. Where it is told not to, records
    cross the network as they are, and any pod may pass for another.`,
  remedy: 'Use the strict mode, for the whole mesh or namespace, and keep exceptions to ports that carry no data.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(e)(2)(ii)', '164.312(d)', '164.312(e)(1)'],

  check: {
    'kubernetes.Manifest'(manifest, { project, report }) {
      const { name, field } = manifest;
      const annotated = [field.at('metadata'), field.at('spec', 'template', 'metadata')]
        .map((metadata) => metadata.at('annotations', INBOUND_POLICY))
        .flatMap(unauthenticated);
      for (const { at, effect, weak, closed } of [...meshGaps(manifest), ...annotated])
        report({
          at,
          message: `\`${name}\` ${effect}.`,
          severity: weak ? 'warning' : 'error',
          fixes: closing(at, closed),
        });

      const exits = plainExits(manifest);
      if (exits.length === 0 || !project?.complete) return;
      for (const { at, hosts } of exits)
        if (!project.manifests().some((other) => encryptsTo(other.manifest, hosts)))
          report({
            at,
            message: `\`${name}\` lets data leave the mesh unencrypted (\`${at.text}\`); a DestinationRule that adds TLS was not found in this workspace, it may exist elsewhere.`,
            severity: 'warning',
          });
    },
  },
});

function closing(at: Field, closed: MeshGap['closed']) {
  const edit = closed === undefined ? undefined : at.write(typeof at.value === 'boolean' ? closed : at.spell(closed));
  return edit ? [{ title: `Set \`${closed}\``, edits: [edit], safe: false }] : [];
}

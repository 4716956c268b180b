import { rule, type Report } from '../engine/rule.ts';
import { defaultUser } from '../facts/images.ts';
import { isWindows, securitySetting } from '../model/isolation.ts';
import type { Container } from '../model/nodes.ts';
import { toBoolean } from '../model/yaml.ts';

export default rule({
  id: 'unenforced-non-root',
  title: 'Nothing prevents the container from running as root',
  why: `Which user it is depends on the image, and the next image may bring another. Root in the container can change the
    program, its logs and the records it works on, and is root on the host once it gets out.`,
  remedy: 'Say who it runs as: `runAsNonRoot: true` or `runAsUser` in Kubernetes, `user` in compose, `USER` in the Dockerfile.',
  severity: 'warning',
  profile: 'strict',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],

  check: {
    Container(container, { report }) {
      const { user, partial, role } = container;
      if (user.state !== 'unset' || isWindows(container)) return;
      if (role !== 'stage' && role !== 'service') ofKubernetes(container, report);
      else if (partial) return;
      else if (role === 'stage') ofDockerfile(container, report);
      else ofCompose(container, report);
    },
  },
});

/** Whatever the base starts as, unless the table of images knows that it is not root; what is root is reported as such. */
function ofDockerfile({ name, image, base, user }: Container, report: (report: Report) => void): void {
  const starts = image?.name?.repository === undefined || base ? 'root' : defaultUser(image.name);
  if (starts === 'root' || starts === 'nonroot') return;
  if (starts === 'drops')
    report({
      at: user,
      message: `\`${name}\` starts as root, and leaves it to its entrypoint to give that up.`,
      severity: 'info',
    });
  else report({ at: user, message: `\`${name}\` may run as root: no user is set, and that of its base is not known.` });
}

/** What a service builds, its Dockerfile says; an image that gives up root by itself is left alone. */
function ofCompose({ name, image, built, user }: Container, report: (report: Report) => void): void {
  if (built || image?.output || image?.name?.repository === undefined) return;
  const starts = defaultUser(image.name);
  if (starts === 'nonroot' || starts === 'drops') return;
  const how = starts === 'root' ? 'and its image starts as root' : 'so its image decides';
  report({ at: user, message: `\`${name}\` may run as root: no user is set, ${how}.` });
}

/** https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/: with `hostUsers: false` root inside is nobody outside. */
function ofKubernetes(container: Container, report: (report: Report) => void): void {
  const nonRoot = securitySetting(container, ['runAsNonRoot'], toBoolean, String);
  if (!nonRoot || nonRoot.state === 'unknown' || nonRoot.value || (container.partial && nonRoot.state === 'unset')) return;
  if (container.pod?.at('hostUsers').value === false) return;
  const how = nonRoot.state === 'set' ? '`runAsNonRoot` is false' : '`runAsNonRoot` is not set';
  report({
    at: nonRoot,
    message: `\`${container.name}\` may run as root: ${how}.`,
    fixes: nonRoot.set ? [{ title: 'Refuse to run as root', edits: [nonRoot.set(true)], safe: false }] : [],
  });
}

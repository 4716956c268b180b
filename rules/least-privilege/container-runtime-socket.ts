import { strings } from '../engine/options.ts';
import { rule, type Report } from '../engine/rule.ts';
import { runtimeSocketAt } from '../facts/hostPaths.ts';
import { UNKNOWN } from '../model/imageName.ts';
import { matchesImage } from '../facts/images.ts';
import { type HostPath, pathsOfManifest, pathsOfService, pathsOfVolumes } from '../model/hostPaths.ts';
import { toBoolean } from '../model/yaml.ts';

export default rule({
  id: 'container-runtime-socket',
  title: 'Container can reach the container runtime’s socket',
  why: `Whoever may write to this socket may start a privileged container, and with it read every disk of the host. That
    is root on the host under another name, for this container and for whoever takes it over.`,
  remedy:
    'Do without it, or put a proxy between that passes on only the requests the program needs. Mounting it read-only does not help: requests are written to a socket all the same.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)'],

  options: {
    allow: strings('Image sources that may have it, such as a socket proxy.'),
  },

  check: {
    Container(container, { options, report }) {
      const { name, image, role, field } = container;
      if (role !== 'service' || matchesImage(image?.name, options.allow)) return;
      for (const path of pathsOfService(container)) judge(path, options.allow, report);
      const api = field?.at('use_api_socket');
      if (api?.written && api.setting(toBoolean).value)
        report({ at: api, message: `\`${name}\` can give orders to the container runtime through its socket.` });
    },

    'compose.File'(file, { options, report }) {
      for (const path of pathsOfVolumes(file)) judge(path, options.allow, report);
    },

    'kubernetes.Manifest'(manifest, { options, report }) {
      for (const path of pathsOfManifest(manifest)) judge(path, options.allow, report);
    },
  },
});

function judge(
  { path, target = '', span, owner, by, readOnly, containers }: HostPath,
  allow: readonly string[],
  report: (report: Report) => void,
): void {
  // a source from outside, put where the runtime's socket is looked for
  const isGuess = path === UNKNOWN && runtimeSocketAt(target) === 'socket';
  const kind = isGuess ? 'socket' : runtimeSocketAt(path);
  if (!kind || (containers.length > 0 && containers.every(({ image }) => matchesImage(image?.name, allow)))) return;
  if (!isGuess && containers.length > 0 && containers.every(({ image }) => matchesImage(image?.name, PROXIES)))
    return report({
      at: { span },
      message: `\`${owner}\` passes requests on to the container runtime: its settings decide which.`,
      severity: 'info',
    });
  const through = kind === 'socket' ? 'through its socket' : 'through the socket in this folder';
  const useless = readOnly ? ' That it is read-only changes nothing.' : '';
  const who = by === 'volume' ? `Whoever mounts \`${owner}\`` : `\`${owner}\``;
  report({
    at: { span },
    message: `${who} ${isGuess ? 'may be able to' : 'can'} give orders to the container runtime ${through}.${useless}`,
    ...(isGuess && { severity: 'warning' }),
  });
}

/** Programs that pass on only what they are told to: what this rule suggests. */
const PROXIES: readonly string[] = [
  'tecnativa/docker-socket-proxy', // https://github.com/Tecnativa/docker-socket-proxy
  'ghcr.io/tecnativa/docker-socket-proxy',
  'linuxserver/socket-proxy', // https://docs.linuxserver.io/images/docker-socket-proxy/
  'lscr.io/linuxserver/socket-proxy',
  'ghcr.io/linuxserver/socket-proxy',
  'wollomatic/socket-proxy', // https://github.com/wollomatic/socket-proxy
];

/** Made-up files of a hospital's systems, the same on every run: what they lack in truth they have in size. */

/** Systems a hospital runs; their names make the names of images, services and workloads. */
const SYSTEMS = ['records', 'portal', 'imaging', 'pharmacy', 'lab', 'triage', 'billing', 'consent', 'audit', 'referrals'];
const ROLES = ['api', 'worker', 'gateway', 'importer'];

/** The n-th system, each name once: `records-api`, `portal-api`, … */
const nameOf = (n: number): string => `${SYSTEMS[n % SYSTEMS.length]}-${ROLES[Math.floor(n / SYSTEMS.length) % ROLES.length]}`;

/** A Dockerfile of stages that build on one another; the last one ships. */
export function dockerfile(lines: number): string {
  const written = ['# syntax=docker/dockerfile:1', 'ARG REGISTRY=registry.hospital.example', 'ARG NODE_VERSION=24.4'];
  for (let stage = 0; written.length + STAGE_LINES <= lines - SHIPPED.length; stage++)
    written.push(...stageOf(nameOf(stage), stage));
  return padded([...written, ...SHIPPED], lines, '# kept for the release notes');
}

const stageOf = (name: string, stage: number): string[] => [
  '',
  `FROM \${REGISTRY}/base/node:\${NODE_VERSION}-bookworm AS ${name}-${stage}`,
  `ARG ${name.toUpperCase().replace('-', '_')}_REVISION=main`,
  `LABEL org.opencontainers.image.title="${name}" org.opencontainers.image.vendor="Hospital"`,
  'ENV NODE_ENV=production \\',
  '    NPM_CONFIG_UPDATE_NOTIFIER=false \\',
  `    SERVICE_NAME=${name}`,
  `WORKDIR /src/${name}`,
  'RUN --mount=type=cache,target=/var/cache/apt \\',
  '    apt-get update && \\',
  '    apt-get install --yes --no-install-recommends ca-certificates curl jq && \\',
  '    rm -rf /var/lib/apt/lists/*',
  'COPY package.json package-lock.json ./',
  'RUN npm ci --omit=dev',
  `COPY --chown=node:node services/${name}/ ./`,
  ...(stage > 0
    ? [`COPY --from=${nameOf(stage - 1)}-${stage - 1} /src/${nameOf(stage - 1)}/dist ./vendor`]
    : ['COPY shared/ ./vendor/']),
  'RUN <<EOF',
  'set -eu',
  'npm run build -- --sourcemap=false',
  'npm prune --omit=dev',
  'EOF',
  'HEALTHCHECK --interval=30s CMD curl --fail https://localhost:8443/health || exit 1',
];
const STAGE_LINES = stageOf('', 0).length;

const SHIPPED = [
  '',
  'FROM debian:latest',
  'ENV DB_PASSWORD=example-only',
  'COPY data/patients.csv /srv/data/',
  'COPY --from=records-api-0 /src/records-api/dist /srv/app',
  'EXPOSE 8443 21',
  'USER root',
  'CMD ["node", "/srv/app/main.js"]',
];

/** A compose file of services that depend on one another. */
export function compose(lines: number): string {
  const written = ['name: hospital', 'services:'];
  for (let n = 0; written.length + SERVICE_LINES <= lines - NETWORKS.length; n++) written.push(...serviceOf(`${nameOf(n)}`, n));
  return padded([...written, ...NETWORKS], lines, '# end of the file');
}

const serviceOf = (name: string, n: number): string[] => [
  `  ${name}:`,
  `    image: ${n % 7 === 3 ? `${name}:latest` : `registry.hospital.example/${name}:2.${n}.0`}`,
  '    restart: unless-stopped',
  `    user: "${n % 5 === 2 ? 0 : 65532}"`,
  '    read_only: true',
  '    environment:',
  `      SERVICE_NAME: ${name}`,
  '      DB_HOST: records.db.hospital.example',
  `      DB_PASSWORD: ${n % 6 === 1 ? 'example-only' : `\${DB_PASSWORD}`}`,
  `      LOG_LEVEL: \${LOG_LEVEL:-info}`,
  '    ports:',
  `      - "127.0.0.1:${8400 + n}:8443"`,
  `      - "${2100 + n}:${n % 4 === 0 ? 21 : 9443}"`,
  '    volumes:',
  `      - ./state/${name}:/var/lib/${name}`,
  '      - ./config:/etc/service:ro',
  '    depends_on:',
  `      ${nameOf(n === 0 ? 1 : n - 1)}:`,
  '        condition: service_healthy',
  '    healthcheck:',
  '      test: ["CMD", "curl", "--fail", "https://localhost:8443/health"]',
  '      interval: 30s',
  '    networks: [internal]',
];
const SERVICE_LINES = serviceOf('', 0).length;
const NETWORKS = ['networks:', '  internal:', '    internal: true'];

/** A manifest of so many workloads, each with its Service, all of one length. */
export function manifest(lines: number, workloads: number): string {
  const each = Math.floor(lines / workloads);
  const written = Array.from({ length: workloads }, (_, n) =>
    padded(workloadOf(nameOf(n), n), each, '# reviewed by the platform team'),
  );
  return padded(written.join('').split('\n').slice(0, -1), lines, '#');
}

/** One document of so many lines: a List of workloads. */
export function workloadList(lines: number): string {
  const written = ['apiVersion: v1', 'kind: List', 'items:'];
  for (let n = 0; written.length + WORKLOAD_LINES <= lines; n++)
    written.push(
      ...workloadOf(nameOf(n), n)
        .join('\n')
        .split(/^---\n/m)
        .filter((part) => part !== '')
        .flatMap((part) => part.trimEnd().split('\n'))
        .map((line) => (line.startsWith('apiVersion:') ? `  - ${line}` : `    ${line}`)),
    );
  return padded(written, lines, '# reviewed by the platform team');
}

/** A ConfigMap with one text of so many lines but a few. */
export function settings(lines: number): string {
  const head = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: records-settings',
    'data:',
    '  application.properties: |',
  ];
  const written = Array.from(
    { length: lines - head.length },
    (_, n) => `    records.queue.${n}.url=https://queue-${n}.hospital.example/in`,
  );
  return padded([...head, ...written], lines, '');
}

const workloadOf = (name: string, n: number): string[] => [
  '---',
  'apiVersion: v1',
  'kind: Service',
  'metadata:',
  `  name: ${name}`,
  '  namespace: hospital',
  'spec:',
  '  type: ClusterIP',
  `  selector: { app: ${name} }`,
  '  ports:',
  '    - name: https',
  '      port: 443',
  '      targetPort: https',
  '---',
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  `  name: ${name}`,
  '  namespace: hospital',
  '  labels:',
  `    app: ${name}`,
  '    app.kubernetes.io/part-of: hospital',
  'spec:',
  '  replicas: 2',
  '  selector:',
  '    matchLabels:',
  `      app: ${name}`,
  '  template:',
  '    metadata:',
  '      labels:',
  `        app: ${name}`,
  '      annotations:',
  '        checksum/config: "5f2b"',
  '    spec:',
  `      serviceAccountName: ${name}`,
  '      automountServiceAccountToken: false',
  '      securityContext:',
  '        runAsNonRoot: true',
  '        runAsUser: 65532',
  '        seccompProfile:',
  '          type: RuntimeDefault',
  '      initContainers:',
  ...containerOf('migrate', `registry.hospital.example/${name}-migrate:1.${n}.0`, false),
  '      containers:',
  ...containerOf('app', n % 9 === 4 ? `${name}:latest` : `registry.hospital.example/${name}:2.${n}.0`, n % 8 === 3),
  '      volumes:',
  '        - name: tmp',
  '          emptyDir: {}',
];

const containerOf = (name: string, image: string, privileged: boolean): string[] => [
  `        - name: ${name}`,
  `          image: ${image}`,
  '          ports:',
  '            - name: https',
  '              containerPort: 8443',
  '          env:',
  '            - name: DB_PASSWORD',
  '              valueFrom:',
  '                secretKeyRef: { name: records-db, key: password }',
  '            - name: LOG_LEVEL',
  '              value: info',
  '          resources:',
  '            requests: { cpu: 100m, memory: 128Mi }',
  '            limits: { memory: 256Mi }',
  '          securityContext:',
  `            privileged: ${privileged}`,
  '            allowPrivilegeEscalation: false',
  '            readOnlyRootFilesystem: true',
  '          volumeMounts:',
  '            - name: tmp',
  '              mountPath: /tmp',
];

const WORKLOAD_LINES = workloadOf('', 0).length;

/** Exactly so many lines, each with its line break. */
function padded(written: readonly string[], lines: number, filler: string): string {
  if (written.length > lines) throw new Error(`${written.length} lines do not fit into ${lines}.`);
  return [...written, ...Array<string>(lines - written.length).fill(filler)].join('\n') + '\n';
}

import type { Target } from '../../../rules/model/nodes.ts';

/** Pieces that, written over and over, make a bad pattern take long: what our patterns are about, and what separates it. */
export const PUMPS: readonly string[] = [
  ...`a¦0¦A¦_¦/¦\\¦-¦=¦.¦:¦;¦,¦$¦@¦#¦%¦&¦*¦?¦|¦<¦(¦{¦[¦"¦'¦\`¦+¦~¦^¦!¦ ¦\t¦\r¦\u2028¦\uFEFF¦\0¦\uFFFE¦é¦😀`.split('¦'),
  ...`//¦./¦../¦/a¦--a ¦-a ¦a=¦a: ¦a,¦=a;¦://¦http://¦http://a:¦@a¦a.¦.a¦..¦. ¦1.¦1:¦a ¦(a¦[a¦{a¦- ¦--¦*.¦**/¦!a¦?a¦[a-¦a|`.split(
    '¦',
  ),
  ...`\${¦\${a¦\${a:-¦$(¦$((¦\`a¦{{¦{{ a | ¦}}¦<<¦<<A ¦&&¦|| ¦; ¦\\ ¦\\\\¦\\n¦""¦''¦" ¦a\\¦ -- ¦%0a¦::¦|\t#¦>\t#`.split('¦'),
  ...'-----BEGIN ¦A0 ¦sha1¦sha256:¦sha0=#s¦config ¦config set ¦curl ¦sudo ¦sh -c ¦apt-get ¦user ¦USER\t¦COPY a ¦COPY T\t'.split(
    '¦',
  ),
  ...'password ¦PASSWORD=¦TOKEN_¦secret¦-serviceaccount¦.BACKUPE¦INSERT INTO a ¦CREATE TABLE a (¦a int, ¦ST*¦\rISA*¦NM1*'.split(
    '¦',
  ),
  ...'hl7¦mllp¦TRUEHL7¦TRUESSL¦ssltls¦tls_¦_DICOM_¦L_DIMSE_I¦mrn¦EMRN#NNR¦patient ¦dob¦12-¦123-45-¦DEA ¦999¦eyJ¦QUJD'.split('¦'),
  ...'"vr":"LO"¦"given":¦"hosts":[¦<id ¦<a>¦<A>>¦<!--¦/*¦breakwater allow ¦allow a ¦until 2¦.redirections¦jdbc:a:¦mysql://a,¦tcp:'.split(
    '¦',
  ),
  ...'entrypoints.a.address=¦apt/¦t.conf/apt/¦{%{¦<%<¦< ¦%(s¦{{default "t¦\t":"¦#-\t!¦0=¦--- ¦\n¦\n '.split('¦'),
];

/** So many characters of a piece, with an end that keeps it from fitting. */
export const pumped = (piece: string, length: number, end = '\u0001!'): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + end;

/** A place in a file for a text; a line break in it may end what it is in. */
interface Slot {
  readonly target: Target;
  readonly uri: string;
  readonly text: (bait: string) => string;
}

const json = (text: string): string => JSON.stringify(text);

const dockerfile = (...lines: readonly ((bait: string) => string)[]): Slot[] =>
  lines.map((line) => ({
    target: 'dockerfile',
    uri: '/w/Dockerfile',
    text: (bait) => `FROM alpine AS build\n${line(bait)}\nUSER root\n`,
  }));

const compose = (...lines: readonly ((bait: string) => string)[]): Slot[] =>
  lines.map((line) => ({
    target: 'compose',
    uri: '/w/compose.yaml',
    text: (bait) => `services:\n  api:\n    image: a:1\n    ${line(bait)}\n    privileged: true\n`,
  }));

const kubernetes = (kind: string, ...lines: readonly ((bait: string) => string)[]): Slot[] =>
  lines.map((line) => ({
    target: 'kubernetes',
    uri: '/w/k.yaml',
    text: (bait) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n${line(bait)}\n`,
  }));

const pod = (line: (bait: string) => string) => (bait: string) =>
  `spec:\n  containers:\n    - name: app\n      image: a:1\n      ${line(bait)}`;

/** Where texts stand that rules look into. */
export const SLOTS: readonly Slot[] = [
  ...dockerfile(
    (bait) => `FROM ${bait}`,
    (bait) => `ENV A=${json(bait)} DB_PASSWORD=${json(bait)}`,
    (bait) => `ENV A ${bait}`,
    (bait) => `ARG ${bait}`,
    (bait) => `ARG TOKEN=${bait}`,
    (bait) => `LABEL a=${json(bait)}`,
    (bait) => `RUN ${bait}`,
    (bait) => `RUN curl -d ${bait} ${bait}`,
    (bait) => `RUN ["sh", "-c", ${json(bait)}]`,
    (bait) => `RUN <<EOF\n${bait}\nEOF`,
    (bait) => `COPY ${bait} ${bait}`,
    (bait) => `COPY <<EOF /etc/a.conf\n${bait}\nEOF`,
    (bait) => `EXPOSE ${bait}`,
    (bait) => `USER ${bait}`,
    (bait) => `WORKDIR ${bait}\nCOPY a ${bait}`,
    (bait) => `CMD server --${bait}`,
    (bait) => `HEALTHCHECK CMD curl ${bait}`,
    (bait) => `# ${bait}`,
    (bait) => `# breakwater allow ${bait}`,
  ),
  ...compose(
    (bait) => `container_name: ${json(bait)}`,
    (bait) => `environment: {A: ${json(bait)}, DB_PASSWORD: ${json(bait)}, DATABASE_URL: ${json(`postgres://${bait}`)}}`,
    (bait) => `environment: [${json(bait)}, ${json(`A=${bait}`)}]`,
    (bait) => `ports: [${json(bait)}, {target: 80, host_ip: ${json(bait)}}]`,
    (bait) => `volumes: [${json(bait)}]`,
    (bait) => `command: ${json(bait)}`,
    (bait) => `labels: [${json(bait)}]`,
    (bait) => `env_file: ${json(bait)}\n    extends: {file: ${json(bait)}, service: a}`,
    (bait) => `user: ${json(bait)}\n    build: {context: ${json(bait)}, args: [${json(bait)}]}`,
    (bait) => `build: ${bait}`,
    (bait) => `configs: [a]\nconfigs:\n  a:\n    content: ${json(`${bait}\n${bait}`)}\nservices:\n  b:\n    image: b`,
    (bait) => `image: ${json(bait)} # ${bait}`,
    (bait) => `${bait}: 1`,
  ),
  ...kubernetes(
    'Pod',
    pod((bait) => `env: [{name: A, value: ${json(bait)}}, {name: DB_PASSWORD, value: ${json(bait)}}]`),
    pod((bait) => `args: [${json(bait)}, ${json(`--${bait}`)}]`),
    pod((bait) => `command: [sh, -c, ${json(bait)}]`),
    pod((bait) => `image: ${json(bait)}`),
    pod((bait) => `livenessProbe: {httpGet: {path: ${json(bait)}, port: 80}}`),
    pod((bait) => `volumeMounts: [{name: v, mountPath: ${json(bait)}}]\n  volumes: [{name: v, hostPath: {path: ${json(bait)}}}]`),
    (bait) => `  annotations: {a: ${json(bait)}, nginx.ingress.kubernetes.io/configuration-snippet: ${json(bait)}}`,
  ),
  ...kubernetes(
    'ConfigMap',
    (bait) => `data:\n  a.conf: |\n    ${bait}\n    key = ${bait}\n  DB_PASSWORD: ${json(bait)}`,
    (bait) => `data:\n  a.sql: |\n    ${bait}\n  a.json: ${json(bait)}\n  a.yaml: |\n    a: ${json(bait)}`,
  ),
  ...kubernetes('Secret', (bait) => `data: {a: ${json(bait)}}\nstringData: {a: ${json(bait)}}`),
  ...kubernetes('Ingress', (bait) => `spec: {rules: [{host: ${json(bait)}, http: {paths: [{path: ${json(bait)}}]}}]}`),
];

/**
 * Secrets and identifiers that are none, one for each place of a file. They are put together at run time, so that no file
 * of ours holds anything that a scanner takes for one.
 */
export class Canaries {
  /** What must never be shown, as it is written in files and as it is meant. */
  readonly all: { readonly place: string; readonly text: string }[] = [];
  #count = 0;

  /** Letters and digits that stand nowhere else; the same in every run. */
  #letters(length: number, alphabet = 'bcdfghjkmnpqrstvwxzBCDFGHJKMNPQRSTVWXZ23456789'): string {
    let state = ++this.#count * 2_654_435_761;
    return Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return alphabet[Math.floor(state / 65_536) % alphabet.length];
    }).join('');
  }

  #plant(place: string, text: string): string {
    this.all.push({ place, text });
    return text;
  }

  password(place: string): string {
    return this.#plant(place, this.#letters(14));
  }

  /** A password in base64, as a Secret has it. */
  encoded(place: string): string {
    const text = this.password(place);
    return this.#plant(`${place}, in base64`, Buffer.from(text).toString('base64'));
  }

  awsKey(place: string): string {
    return this.#plant(place, ['AK', 'IA', this.#letters(16, 'BCDFGHJKMNPQRSTVWXZ234567')].join(''));
  }

  githubToken(place: string): string {
    return this.#plant(place, ['gh', 'p_', this.#letters(36)].join(''));
  }

  webToken(place: string): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = part({ alg: 'HS256', typ: 'JWT' });
    return this.#plant(place, [head, part({ sub: this.#letters(12), iat: 1 }), this.#letters(43)].join('.'));
  }

  /** The lines of a private key; what must not be shown is its body. */
  privateKey(place: string): readonly string[] {
    const body = [0, 1, 2, 3].map(() => this.#plant(place, this.#letters(64)));
    return [['-----BEGIN', 'PRIVATE KEY-----'].join(' '), ...body, ['-----END', 'PRIVATE KEY-----'].join(' ')];
  }

  /** A Social Security number of an area that is given out, https://www.ssa.gov/employer/randomization.html. */
  socialSecurityNumber(place: string): string {
    const digits = this.#letters(6, '123456789');
    return this.#plant(place, ['219', digits.slice(0, 2), digits.slice(2)].join('-'));
  }

  recordNumber(place: string): string {
    return this.#plant(place, this.#letters(8, '123456789'));
  }

  familyName(place: string): string {
    return this.#plant(place, `Q${this.#letters(9, 'bcdfghjklmnpqrstvwxz')}`);
  }

  /** What of the canaries a text shows, wholly or ten characters of them in a row, by place. */
  shownIn(text: string): string[] {
    return this.all.flatMap(({ place, text: canary }) => {
      const length = Math.min(canary.length, 10);
      for (let at = 0; at + length <= canary.length; at++) {
        const piece = canary.slice(at, at + length);
        // the head of a web token is the same in all
        if (piece.startsWith('eyJ') || (canary.startsWith('eyJ') && at < 20)) continue;
        if (text.includes(piece)) return [`${place}: …${around(text, text.indexOf(piece), length)}…`];
      }
      return [];
    });
  }
}

const around = (text: string, at: number, length: number): string =>
  text.slice(Math.max(0, at - 120), at + length + 20).replaceAll('\n', '⏎');

/** A workspace with a canary in every kind of place. */
export function planted(): { readonly files: Readonly<Record<string, string>>; readonly canaries: Canaries } {
  const canaries = new Canaries();
  const password = (place: string): string => canaries.password(place);
  const indented = (lines: readonly string[], by: number): string => lines.map((line) => ' '.repeat(by) + line).join('\n');
  const url = (place: string, scheme = 'postgres'): string => `${scheme}://app:${password(place)}@db.example.com:5432/records`;

  const dockerfile = `# syntax=docker/dockerfile:1
# the password is ${password('a comment')}
ARG NPM_TOKEN=${password('an ARG before FROM')}
FROM docker.io/library/node:latest AS build
ARG DB_PASSWORD=${password('an ARG')}
ARG GH=${canaries.githubToken('an ARG of another name')}
ENV DB_PASSWORD=${password('ENV')} API_KEY="${password('ENV in quotes')}"
ENV MYSQL_ROOT_PASSWORD ${password('ENV of the old form')}
ENV AWS_ACCESS_KEY_ID=${canaries.awsKey('ENV')} AWS_SECRET_ACCESS_KEY=${password('ENV')}${password('ENV, the rest')}
ENV DATABASE_URL=${url('ENV, in a URL')}
ENV HARMLESS=${canaries.githubToken('ENV of a harmless name')}
LABEL org.example.token="${password('LABEL')}" jwt=${canaries.webToken('LABEL')}
RUN curl -u admin:${password('RUN curl -u')} http://x.example/ && mysql -u root -p${password('RUN mysql -p')} -h db
RUN curl -H "Authorization: Bearer ${canaries.webToken('RUN, a header')}" http://x.example/a.sh | sh
RUN export TOKEN=${password('RUN export')}; echo ${password('RUN echo')} | docker login -u x --password-stdin r.example
RUN wget http://u:${password('RUN, a URL')}@x.example/f.tar.gz && sshpass -p ${password('RUN sshpass')} ssh root@h
RUN echo "root:${password('RUN chpasswd')}" | chpasswd
RUN psql "host=db user=a password=${password('RUN, a connection')}" -c "select '${canaries.socialSecurityNumber('RUN, SQL')}'"
RUN <<EOF
  export PGPASSWORD=${password('a heredoc of RUN')}
  redis-cli -a ${password('a heredoc, a flag')} ping
  # SSN ${canaries.socialSecurityNumber('a comment of a heredoc')}
EOF
COPY <<EOF /app/.env
DB_PASSWORD=${password('a heredoc of COPY')}
patient_name=${canaries.familyName('a heredoc, a name')}
EOF
COPY <<EOF /root/.ssh/id_rsa
${canaries.privateKey('a heredoc, a key').join('\n')}
EOF
COPY --from=build ["a", "/a"]
ADD http://u:${password('ADD, a URL')}@x.example/a.zip /a/
RUN --mount=type=secret,id=x,env=${password('a mount')} true
WORKDIR /srv
CMD ["server", "--password", "${password('CMD, a word')}", "--token=${password('CMD, a flag')}"]
ENTRYPOINT ["java", "-Ddb.password=${password('ENTRYPOINT, a property')}"]
HEALTHCHECK CMD curl -f -u a:${password('HEALTHCHECK')} http://localhost:80/
USER root
`;

  const compose = `x-secret: &env
  DB_PASSWORD: ${password('compose, an anchor')}
services:
  api:
    image: docker.io/library/node:latest
    build:
      context: https://u:${password('compose, a context')}@git.example/r.git
      args: [TOKEN=${password('compose, build args')}]
      dockerfile_inline: |
        FROM alpine
        ENV API_TOKEN=${password('compose, an inline Dockerfile')}
    environment:
      <<: *env
      API_KEY: ${password('compose, a map')}
      GITHUB: ${canaries.githubToken('compose, a harmless name')}
      DATABASE_URL: "${url('compose, a URL')}"
      CONNECTION: "Server=db;User Id=sa;Password=${password('compose, a connection')};Encrypt=False"
      PATIENT: "${canaries.familyName('compose, a name')}, DOB 1961-04-12, MRN: ${canaries.recordNumber('compose, a record number')}"
      DEFAULTED: "\${SECRET_KEY:-${password('compose, a default')}}"
    labels: {token: ${password('compose, a label')}}
    command: server --password ${password('compose, command')} --url ${url('compose, command, a URL', 'http')}
    healthcheck: {test: ["CMD", "curl", "-u", "a:${password('compose, healthcheck')}", "http://localhost"]}
    configs: [app]
    env_file: .env
    logging: {driver: splunk, options: {splunk-token: "${password('compose, logging')}"}}
    ports: ["3306:3306", "8080:80"]
    privileged: true
    user: "0"
    volumes: ["/var/run/docker.sock:/var/run/docker.sock", "./data:/data"]
  db:
    image: postgres:15
    environment:
      - POSTGRES_PASSWORD=${password('compose, a list')}
      - KEY=${canaries.awsKey('compose, a list')}
      - REFERRED=\${FROM_DOTENV}
    ports: ["5432:5432"]
    command: ["postgres", "-c", "password=${password('compose, command as a list')}"]
configs:
  app:
    content: |
      spring.datasource.password=${password('compose, a config')}
      ssn: ${canaries.socialSecurityNumber('compose, a config')}
${indented(canaries.privateKey('compose, a key'), 6)}
secrets:
  s: {environment: "${password('compose, secrets')}"}
`;

  const kubernetes = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations:
    token: ${password('kubernetes, an annotation')}
    example.com/url: ${url('kubernetes, an annotation, a URL', 'http')}
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: app
          image: docker.io/library/node:latest
          env:
            - {name: DB_PASSWORD, value: ${password('kubernetes, env')}}
            - name: DATABASE_URL
              value: ${url('kubernetes, env, a URL')}
            - {name: HARMLESS, value: ${canaries.githubToken('kubernetes, env of a harmless name')}}
          args: ["--db-password=${password('kubernetes, args')}", "--token", "${password('kubernetes, args, two words')}"]
          command: [sh, -c, "PGPASSWORD=${password('kubernetes, a script')} psql; curl -k -u a:${password('kubernetes, curl')} http://x.example"]
          livenessProbe:
            httpGet: {path: /, port: 80, httpHeaders: [{name: Authorization, value: Basic ${canaries.encoded('kubernetes, a probe')}}]}
          securityContext: {privileged: true, runAsUser: 0}
          volumeMounts: [{name: v, mountPath: /host}]
      volumes: [{name: v, hostPath: {path: /}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  DB_PASSWORD: ${password('ConfigMap')}
  url: ${url('ConfigMap, a URL')}
  application.properties: |
    spring.datasource.password=${password('ConfigMap, a file')}
    aws.key=${canaries.awsKey('ConfigMap, a file')}
  settings.json: '{"password": "${password('ConfigMap, JSON')}", "ssl": false}'
  seed.sql: |
    CREATE USER app IDENTIFIED BY '${password('ConfigMap, SQL')}';
    INSERT INTO patients (name, ssn, mrn) VALUES ('${canaries.familyName('ConfigMap, SQL')}', '${canaries.socialSecurityNumber('ConfigMap, SQL')}', '${canaries.recordNumber('ConfigMap, SQL')}');
  patients.csv: |
    mrn,last_name,dob,ssn
    ${canaries.recordNumber('ConfigMap, CSV')},${canaries.familyName('ConfigMap, CSV')},1961-04-12,${canaries.socialSecurityNumber('ConfigMap, CSV')}
  patient.hl7: |
    MSH|^~\\&|A|B|C|D|202611250000||ADT^A01|1|P|2.5
    PID|1||${canaries.recordNumber('ConfigMap, HL7')}^^^H^MR||${canaries.familyName('ConfigMap, HL7')}^ANNA||19610412|F
  key.pem: |
${indented(canaries.privateKey('ConfigMap, a key'), 4)}
---
apiVersion: v1
kind: Secret
metadata: {name: secrets}
data:
  password: ${canaries.encoded('Secret, data')}
stringData:
  token: ${password('Secret, stringData')}
  .dockerconfigjson: '{"auths":{"r.example":{"auth":"${canaries.encoded('Secret, docker')}"}}}'
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    nginx.ingress.kubernetes.io/configuration-snippet: |
      proxy_set_header Authorization "Bearer ${password('Ingress, a snippet')}";
spec: {rules: [{host: x.example, http: {paths: [{path: "/?token=${password('Ingress, a path')}"}]}}]}
`;

  const policy = `profile: strict
custom:
  - id: own-value
    variables: [{name: "*", value: "*${password('policy, a value looked for')}*"}]
    message: "{name} has the value."
  - id: own-image
    path: spec.template.spec.containers.*.env.0.value
    in: kubernetes
    unless: {equals: "${password('policy, equals')}"}
    message: "{name} is not as it should be."
  - id: own-command
    commands: [{matches: "(none"}]
    message: A command.
  - id: own-command-too
    commands: ["*password*"]
    message: "{name} is run."
  - id: own-variable
    variables: ["*PASSWORD*", "*TOKEN*"]
    message: "{name} is set."
exceptions:
  - {rule: root-user, files: Dockerfile, reason: A vendor's image.}
`;
  const others = {
    '.env': `FROM_DOTENV=${password('.env')}\nDB_PASSWORD=${password('.env')}\n`,
    // what policies may name by mistake
    'secrets/map.yaml': `password: ${password('a map of secrets')}\napi_key: "${password('a map of secrets, in quotes')}"\n`,
    'values.yaml': `password: ${password('values')}\n`,
    // what the readers stumble over may be quoted by them
    'broken/compose.yaml': `services:\n  api:\n    environment: {A: "${password('a broken file')}\n    image: "${password('a broken file, twice')}: [\n`,
    'broken/k.yaml': `apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, env: *${password('an alias of nothing')}}]\n`,
    'broken/Dockerfile': `FROM a\n${password('an unknown instruction')} x\nENV "${password('an open quote')}\nCOPY --${password('a flag')}=1 a b\n`,
  };
  return {
    files: { Dockerfile: dockerfile, 'compose.yaml': compose, 'k8s/all.yaml': kubernetes, '.breakwater.yaml': policy, ...others },
    canaries,
  };
}

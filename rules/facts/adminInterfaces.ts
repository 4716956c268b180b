import type { ImageName } from '../model/imageName.ts';
import { wordsOf } from '../model/words.ts';
import { imageRows, matchesImage } from './images.ts';
import { portsOf } from './ports.ts';
import { table } from '../model/table.ts';

/** The administration or data-browsing interface an image is, or brings along. */
export interface AdminInterface {
  readonly product: string;
  /** Its ports, when the image listens on others for other things. */
  readonly ports?: readonly number[];
}

/** What an image serves to administrators; `extra` are image sources a team adds. */
export function adminInterfaceOf(name: ImageName, extra: readonly string[]): AdminInterface | undefined {
  const row = imageRows(name).find(({ kind }) => kind === 'admin-ui');
  if (row) {
    const last = lastName(name.path ?? '');
    const ports = UI_PORTS[last] ?? UI_PORTS[row.product];
    return { product: PLAIN[last] ?? row.product, ...(ports && { ports }) };
  }
  if (name.path === 'library/rabbitmq' && /-management/.test(name.tag.value ?? '')) return CONSOLES['rabbitmq'];
  if (matchesImage(name, extra)) return { product: lastName(name.path ?? '') };
  return undefined;
}

/** Whether a port of an image that is something else is its console: 9990 of WildFly. */
export function consoleOn(name: ImageName | undefined, port: number): string | undefined {
  if (portsOf('exposed-admin-ui', port, port, 'tcp').length === 0) return undefined;
  const words = wordsOf(name?.path ?? '');
  for (const word of words) {
    const found = CONSOLES[word];
    if (found?.ports?.includes(port)) return found.product;
  }
  return undefined;
}

/** The interface the name of an object is for; a part of the product that has none is no interface. */
export function adminInterfaceNamed(name: string): string | undefined {
  const words = wordsOf(name);
  if (words.some((word) => NOT_IT.has(word))) return undefined;
  for (const word of words) if (NAMES[word] !== undefined) return NAMES[word];
  const joined = words.join(' ');
  return PHRASES.find(([phrase]) => ` ${joined} `.includes(` ${phrase} `))?.[1];
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Where the table names several products in one row, by the last part of the image's name. */
const PLAIN: Readonly<Record<string, string>> = table({
  'redis-commander': 'Redis Commander',
  redisinsight: 'RedisInsight',
  'all-in-one': 'Jaeger',
  jaeger: 'Jaeger',
  zipkin: 'Zipkin',
  hue: 'Hue',
  cloudbeaver: 'CloudBeaver',
  sqlpad: 'SQLPad',
  mailhog: 'MailHog',
  mailpit: 'Mailpit',
  maildev: 'MailDev',
  argocd: 'Argo CD',
  argocli: 'Argo Workflows',
  'kafka-ui': 'Kafka UI',
  kafdrop: 'Kafdrop',
  metabase: 'Metabase',
  superset: 'Apache Superset',
  'code-server': 'code-server',
  'openvscode-server': 'OpenVSCode Server',
});

/** The interface's own ports, where the image has others: collectors, agents, mail, what a proxy serves. */
const UI_PORTS: Readonly<Record<string, readonly number[]>> = table({
  traefik: [8080],
  mailhog: [8025],
  mailpit: [8025],
  maildev: [1080, 80],
  'all-in-one': [16686],
  jaeger: [16686],
  zipkin: [9411],
  jenkins: [8080, 8443],
  'portainer-ce': [9000, 9443],
  portainer: [9000, 9443],
});

/** Images with a console of their own on a port of the table, by a word of their name. */
const CONSOLES: Readonly<Record<string, AdminInterface>> = table({
  rabbitmq: { product: 'RabbitMQ management', ports: [15672] },
  activemq: { product: 'ActiveMQ web console', ports: [8161] },
  artemis: { product: 'ActiveMQ web console', ports: [8161] },
  minio: { product: 'MinIO console', ports: [9001] },
  wildfly: { product: 'WildFly management', ports: [9990, 9993] },
  jboss: { product: 'WildFly management', ports: [9990, 9993] },
  keycloak: { product: 'WildFly management', ports: [9990, 9993] },
  dcm4chee: { product: 'WildFly management', ports: [9990, 9993] },
  vault: { product: 'Vault', ports: [8200] },
  consul: { product: 'Consul', ports: [8500] },
  nomad: { product: 'Nomad', ports: [4646] },
  kong: { product: 'Kong admin API', ports: [8001] },
  spark: { product: 'Spark UI', ports: [4040, 8080] },
  hadoop: { product: 'HDFS NameNode', ports: [50070] },
  nexus: { product: 'Nexus', ports: [8081] },
  flower: { product: 'Celery Flower', ports: [5555] },
});

/** Words that are a product's name and hardly anything else's. */
const NAMES: Readonly<Record<string, string>> = table({
  phpmyadmin: 'phpMyAdmin',
  adminer: 'Adminer',
  pgadmin: 'pgAdmin',
  pgadmin4: 'pgAdmin',
  redisinsight: 'RedisInsight',
  portainer: 'Portainer',
  kibana: 'Kibana',
  grafana: 'Grafana',
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  jaeger: 'Jaeger',
  airflow: 'Airflow',
  jupyter: 'Jupyter',
  jupyterhub: 'Jupyter',
  cloudbeaver: 'CloudBeaver',
  dozzle: 'Dozzle',
  cadvisor: 'cAdvisor',
  mailhog: 'MailHog',
  mailpit: 'Mailpit',
  argocd: 'Argo CD',
  jenkins: 'Jenkins',
  sonarqube: 'SonarQube',
  nifi: 'NiFi',
  kubeflow: 'Kubeflow',
  mlflow: 'MLflow',
  ollama: 'Ollama',
  rancher: 'Rancher',
  kafdrop: 'Kafdrop',
  metabase: 'Metabase',
  superset: 'Apache Superset',
});

const PHRASES: readonly (readonly [phrase: string, product: string])[] = [
  ['mongo express', 'mongo-express'],
  ['redis commander', 'Redis Commander'],
  ['opensearch dashboards', 'OpenSearch Dashboards'],
  ['kubernetes dashboard', 'Kubernetes Dashboard'],
  ['argo server', 'Argo Workflows'],
  ['argo cd', 'Argo CD'],
  ['kafka ui', 'Kafka UI'],
  ['weave scope', 'Weave Scope'],
];

/** Parts of these products, and what stands before them. */
const NOT_IT = new Set(
  'exporter agent agents operator adapter collector gateway pushgateway webhook db database postgres postgresql mysql redis proxy oauth oauth2 auth smtp worker repo metrics'.split(
    ' ',
  ),
);

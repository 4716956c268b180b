import type { ImageName } from '../model/imageName.ts';
import { matchesImage } from './images.ts';

/**
 * Images of programs that watch the machine they run on. Their vendors say to run them in namespaces of the host, and with
 * its folders to read.
 */
const AGENTS: readonly string[] = [
  'prom/node-exporter', // https://github.com/prometheus/node_exporter#docker
  'quay.io/prometheus/node-exporter',
  'gcr.io/cadvisor/cadvisor', // https://github.com/google/cadvisor/blob/master/docs/running.md
  'ghcr.io/google/cadvisor',
  'netdata/netdata', // https://learn.netdata.cloud/docs/netdata-agent/installation/docker
  'newrelic/infrastructure', // https://docs.newrelic.com/docs/infrastructure/infrastructure-agent/linux-installation/container-instrumentation-infrastructure-monitoring/
  'datadog/agent', // https://docs.datadoghq.com/containers/docker/
  'gcr.io/datadoghq/agent',
  'public.ecr.aws/datadog/agent',
  'docker.elastic.co/beats/metricbeat', // https://www.elastic.co/docs/reference/beats/metricbeat/running-on-docker
  'docker.elastic.co/beats/filebeat',
  'docker.elastic.co/elastic-agent/elastic-agent',
  'elastic/metricbeat',
  'elastic/filebeat',
  'elastic/elastic-agent',
  'zabbix/zabbix-agent', // https://www.zabbix.com/documentation/current/en/manual/installation/containers
  'zabbix/zabbix-agent2',
];

/** Whether an image watches its host, so that what it is given of it is at least what it is for. */
export const isHostAgent = (name: ImageName | undefined): boolean => matchesImage(name, AGENTS);

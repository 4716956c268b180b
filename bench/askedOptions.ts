/**
 * What single checks of other linters ask about, where it is an option of the rule they correspond to: by `peer check`, as
 * each check's own title has it. A check of limits for memory says nothing of CPU, and one that is content with any network
 * policy nothing of the other direction.
 */
export const askedOptions: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> = {
  'checkov CKV_K8S_11': limits('cpu'),
  'checkov CKV_K8S_13': limits('memory'),
  'kube-linter unset-memory-requirements': limits('memory'),
  'kube-score container-resources': limits('memory', 'cpu'),
  'kubescape C-0009': limits('memory', 'cpu'),
  'kubescape C-0270': limits('cpu'),
  'kubescape C-0271': limits('memory'),
  'polaris cpuLimitsMissing': limits('cpu'),
  'polaris memoryLimitsMissing': limits('memory'),
  'trivy KSV-0011': limits('cpu'),
  'trivy KSV-0018': limits('memory'),
  // "ingress and egress blocked", and checks that want both directions
  'kubescape C-0030': { 'missing-network-policy': { directions: 'both' } },
  'kube-score pod-networkpolicy': { 'missing-network-policy': { directions: 'both' } },
  'polaris missingNetworkPolicy': { 'missing-network-policy': { directions: 'both' } },
};

function limits(...resources: readonly string[]) {
  return { 'missing-resource-limit': { resources } };
}

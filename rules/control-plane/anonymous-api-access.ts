import { rule, type Report } from '../engine/rule.ts';
import { type Component, componentsOf, kubeletConfigurationsOf, switchOf } from '../model/kubernetes/controlPlane.ts';
import type { Setting } from '../model/nodes.ts';

export default rule({
  id: 'anonymous-api-access',
  title: 'Control-plane endpoint accepts anonymous requests',
  why: `Requests without any credential are let in, and only authorization stands between them and every pod and Secret.
    What is done that way bears nobody’s name.`,
  remedy:
    'Set `--anonymous-auth=false`; where health checks must work without a credential, allow them alone in an `AuthenticationConfiguration`.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(d)', '164.312(a)(2)(i)', '164.312(a)(1)'],

  check: {
    'kubernetes.Manifest'(manifest, { report }) {
      for (const component of componentsOf(manifest)) {
        const setting = accepting(component);
        if (setting) report(finding(component.program === 'kubelet' ? 'The kubelet' : 'The API server', setting));
      }
      for (const configuration of kubeletConfigurationsOf(manifest)) {
        const enabled = switchOf(configuration.at('authentication', 'anonymous', 'enabled'));
        if (enabled.value) report(finding('The kubelet', enabled));
      }
      if (manifest.type !== 'AuthenticationConfiguration') return;
      const anonymous = manifest.field.at('anonymous');
      const enabled = switchOf(anonymous.at('enabled'));
      // with conditions it is for some paths only
      if (enabled.value && !anonymous.at('conditions').written && !anonymous.open) report(finding('The API server', enabled));
    },
  },
});

/** The setting that lets anonymous requests in, be it by saying nothing: then the default is to accept them. */
function accepting(component: Component): Setting<string> | undefined {
  const { program, form } = component;
  if (program !== 'kube-apiserver' && program !== 'kubelet') return undefined;
  const setting = component.flag('anonymous-auth');
  // whoever is let in is then decided in a file
  const elsewhere = component.flag(program === 'kubelet' ? 'config' : 'authentication-config');
  if (setting.state === 'set') return /^(?:true|t|1)$/i.test(setting.value!) ? setting : undefined;
  return form === 'command' && setting.state === 'unset' && elsewhere.state === 'unset' ? setting : undefined;
}

function finding<T extends boolean | string>(program: string, setting: Setting<T>): Report {
  const { state, set, value } = setting;
  const off = (typeof value === 'boolean' ? false : 'false') as T;
  const why = state === 'unset' ? ', since `--anonymous-auth` is not set' : '';
  return {
    at: setting,
    message: `${program} accepts anonymous requests${why}.`,
    fixes: set ? [{ title: 'Refuse anonymous requests', edits: [set(off)], safe: false }] : [],
  };
}

import { UNKNOWN } from '../model/imageName.ts';
import { wordsOf } from '../model/words.ts';
import type { Field } from '../model/yaml.ts';

/**
 * Annotations by which a controller asks who comes, or lets in a few addresses only, from the documentation of
 * ingress-nginx, Traefik, AWS Load Balancer Controller, HAProxy, Contour and OpenShift.
 */
const GUARDS =
  /^nginx\.ingress\.kubernetes\.io\/(?:auth-(?:url|signin|type|secret|tls-secret|tls-verify-client)|(?:white|allow)list-source-range)$|^alb\.ingress\.kubernetes\.io\/(?:auth-type|inbound-cidrs)$|^haproxy(?:-ingress\.github\.io|\.org)\/(?:auth-|(?:allow|white)list|allow-list)|^ingress\.kubernetes\.io\/(?:auth-|whitelist-)|^haproxy\.router\.openshift\.io\/ip_whitelist$|^traefik\.ingress\.kubernetes\.io\/auth-/;
/** Annotations that name parts, of which one may ask. */
const PARTS = /router\.middlewares$|^konghq\.com\/plugins$/;
/** Annotations and their values that keep a load balancer inside the network. */
const INTERNAL = /^alb\.ingress\.kubernetes\.io\/scheme$|^kubernetes\.io\/ingress\.class$/;

/** Whether something before a route asks who comes, lets in a few addresses only, or is inside the network. */
export function isGuarded(route: Field): boolean {
  const spec = route.at('spec');
  const annotations = route.at('metadata', 'annotations');
  if (annotations.open || isInside(spec.at('ingressClassName').text)) return true;
  for (const [key, { text = '' }] of annotations.entries()) {
    if (GUARDS.test(key) && text !== 'none') return true;
    if ((PARTS.test(key) && (isGuard(text) || text.includes(UNKNOWN))) || (INTERNAL.test(key) && isInside(text))) return true;
  }
  const parts = [
    ...spec
      .at('routes')
      .items()
      .flatMap((one) => one.at('middlewares').items()),
    ...spec
      .at('rules')
      .items()
      .flatMap((one) => one.at('filters').items())
      .map((filter) => filter.at('extensionRef')),
  ];
  return parts.some((part) => isGuard(part.at('name').text ?? ''));
}

/** Whether the name of a middleware, or of what stands before a program, says that it asks who comes. */
export function isGuard(name: string): boolean {
  return /auth|oidc|sso|pomerium|gatekeeper|forward-?auth|whitelist|allowlist|ip-?allow|mtls/i.test(name);
}

const isInside = (name = ''): boolean => wordsOf(name).some((word) => /^(?:internal|private|intranet|vpn)$/.test(word));

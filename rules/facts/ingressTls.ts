import type { Field } from '../model/yaml.ts';
import { toBoolean } from '../model/yaml.ts';

/**
 * What ingress controllers understand beside `spec.tls`, from their own documentation: ingress-nginx, NGINX, Traefik,
 * HAProxy, AWS Load Balancer Controller, GKE, Azure Application Gateway, OpenShift, Kong, Contour.
 */

/** Classes whose controllers serve HTTPS whatever an Ingress says: they are the TLS end themselves. */
const TLS_CLASSES = ['tailscale', 'ngrok', 'cloudflare-tunnel', 'cloudflared', 'openshift-default'];

/** Annotations that give TLS by other means, or turn plain HTTP off, with the values that do. */
const ENCRYPTING: readonly (readonly [annotation: RegExp, value: RegExp])[] = [
  [/^alb\.ingress\.kubernetes\.io\/certificate-arn$/, /./],
  // certificates are found by the host names then
  [/^alb\.ingress\.kubernetes\.io\/listen-ports$/, /HTTPS/],
  [/^networking\.gke\.io\/managed-certificates$/, /./],
  [/^networking\.gke\.io\/certmap$/, /./],
  [/^ingress\.(?:gcp\.)?kubernetes\.io\/pre-shared-cert$/, /./],
  [/^kubernetes\.io\/ingress\.allow-http$/, /^false$/i],
  [/^kubernetes\.azure\.com\/tls-cert-keyvault-uri$/, /./],
  [/^appgw\.ingress\.kubernetes\.io\/appgw-ssl-certificate$/, /./],
  [/^route\.openshift\.io\/termination$/, /./],
  [/^traefik\.ingress\.kubernetes\.io\/router\.tls(?:\..+)?$/, /^(?!false$)./i],
  [/^traefik\.ingress\.kubernetes\.io\/router\.entrypoints$/, /^\s*(?:websecure|https)\s*$/i],
  [/^konghq\.com\/protocols$/, /^\s*https\s*$/i],
  [/\/ssl-passthrough$/, /^true$/i],
  // sends whoever comes by HTTP to HTTPS, for TLS that ends before the controller
  [/^nginx\.ingress\.kubernetes\.io\/force-ssl-redirect$/, /^true$/i],
  [/^nginx\.org\/redirect-to-https$/, /^true$/i],
];

/** Whether anything but `spec.tls` gives an Ingress TLS. What is not known may. */
export function isEncryptedElsewhere(ingress: Field, classes: readonly string[]): boolean {
  const annotations = ingress.at('metadata', 'annotations');
  const named = ingress.at('spec', 'ingressClassName').text ?? annotations.at('kubernetes.io/ingress.class').text;
  if (named !== undefined && (TLS_CLASSES.includes(named) || classes.includes(named))) return true;
  if (annotations.open) return true;
  return annotations
    .entries()
    .some(([key, field]) =>
      ENCRYPTING.some(([annotation, value]) => annotation.test(key) && (!field.known || value.test(field.text ?? ''))),
    );
}

/** An annotation that lets plain HTTP through. */
export interface PlainAnnotation {
  readonly key: string;
  readonly field: Field;
  /** That which the annotation does. */
  readonly effect: string;
  /** Whether it says no more than the controller would do anyway. */
  readonly weak: boolean;
  /** Without it the controller sends whoever comes by HTTP to HTTPS. */
  readonly removable: boolean;
}

/** The annotations of an Ingress that say plain HTTP is to be served. */
export function plainAnnotations(ingress: Field): readonly PlainAnnotation[] {
  const annotations = ingress.at('metadata', 'annotations');
  const entries = annotations.entries();
  return entries.flatMap(([key, field]) => {
    if (!field.known || field.text === undefined) return [];
    const found = judge(key, field, annotations);
    return found ? [{ key, field, ...found }] : [];
  });
}

type Judgement = Omit<PlainAnnotation, 'key' | 'field'>;

const NO_REDIRECT = 'leaves plain HTTP without a redirect to HTTPS';

function judge(key: string, field: Field, annotations: Field): Judgement | undefined {
  const text = field.text!;
  const isFalse = toBoolean(text) === false;
  if (
    /^(?:nginx\.ingress\.kubernetes\.io|ingress\.kubernetes\.io|haproxy\.org|haproxy-ingress\.github\.io)\/ssl-redirect$/.test(
      key,
    )
  )
    return isFalse ? { effect: NO_REDIRECT, weak: false, removable: true } : undefined;
  if (/\/force-ssl-redirect$|^nginx\.org\/redirect-to-https$|^appgw\.ingress\.kubernetes\.io\/ssl-redirect$/.test(key)) {
    const isSaid = annotations.at(key.replace('force-', '')).written && key.includes('force-');
    return isFalse && !isSaid ? { effect: NO_REDIRECT, weak: true, removable: false } : undefined;
  }
  if (key === 'kubernetes.io/ingress.allow-http')
    return toBoolean(text) === true ? { effect: 'allows plain HTTP', weak: false, removable: false } : undefined;
  if (key === 'alb.ingress.kubernetes.io/listen-ports') {
    const redirects = ['ssl-redirect', 'actions.ssl-redirect'].some(
      (name) => annotations.at(`alb.ingress.kubernetes.io/${name}`).written,
    );
    return /"HTTP"/.test(text) && !redirects
      ? { effect: 'asks for plain HTTP too, without a redirect to HTTPS', weak: false, removable: false }
      : undefined;
  }
  if (key === 'konghq.com/protocols')
    return /^\s*http\s*$/i.test(text) ? { effect: 'serves plain HTTP only', weak: false, removable: false } : undefined;
  if (key === 'traefik.ingress.kubernetes.io/router.entrypoints') {
    const tls = toBoolean(annotations.at('traefik.ingress.kubernetes.io/router.tls').text ?? '') === true;
    return !tls && /(?:^|,)\s*(?:web|http)\s*(?:,|$)/i.test(text)
      ? { effect: 'uses the entry point for plain HTTP', weak: false, removable: false }
      : undefined;
  }
  return undefined;
}

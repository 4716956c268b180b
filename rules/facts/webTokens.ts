import { fromBase64 } from '../model/kubernetes/base64.ts';
import type { FoundToken } from './foundToken.ts';

const COMPACT = /eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,20000}\.[A-Za-z0-9_-]{20,2000}(?![A-Za-z0-9_-])/y;
const WRAPPED = /ZXlK[A-Za-z0-9+/]{60,30000}={0,2}(?![A-Za-z0-9+/=])/y;

/** The JSON web token (RFC 7519) that begins at an offset, also one in base64. One that does not decode is none. */
export function webTokenIn(text: string, at: number, limit: number): FoundToken | undefined {
  const wrapped = text.startsWith('ZXlK', at);
  const pattern = wrapped ? WRAPPED : COMPACT;
  pattern.lastIndex = at;
  const value = pattern.exec(text)?.[0];
  if (value === undefined || at + value.length > limit) return undefined;
  const token = wrapped ? fromBase64(value) : value;
  if (token === undefined) return undefined;
  const [header, claims, signature] = token.split('.');
  const head = decoded(header);
  if (head?.['alg'] === undefined || !signature) return undefined;
  const body = decoded(claims) ?? {};
  // keys that providers mean to be published
  if (body['role'] === 'anon' || body['role'] === 'anonymous') return undefined;
  return {
    start: at,
    end: at + value.length,
    name: `a JSON web token${wrapped ? ' in base64' : ''}${ofServiceAccount(body) ? ' of a Kubernetes service account' : ''}`,
    shape: `${value.length} characters`,
    by: 'web-token',
    // the token on the first page of jwt.io
    ...(body['sub'] === '1234567890' && body['name'] === 'John Doe' && { example: true as const }),
  };
}

const ofServiceAccount = (claims: Readonly<Record<string, unknown>>): boolean =>
  claims['iss'] === 'kubernetes/serviceaccount' || claims['kubernetes.io'] !== undefined;

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (part === undefined) return undefined;
  const text = fromBase64(part.replaceAll('-', '+').replaceAll('_', '/'));
  if (text === undefined || !text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

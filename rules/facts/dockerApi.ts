import { placeOfHost } from '../model/hosts.ts';
import type { ImageName } from '../model/imageName.ts';
import type { Invocation } from '../model/invocations.ts';
import type { Container } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

/** An address on which an engine's API is offered or looked for, without its port being checked. */
export interface ApiAddress {
  readonly span: Span;
  /** As written: `tcp://0.0.0.0:2375`. */
  readonly text: string;
}

type Words = readonly { readonly text: string; readonly span: Span }[];

/**
 * Where an engine is told to listen for anyone: over TCP, beyond loopback, and without asking for client certificates
 * (https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option). Also a runtime's endpoint that a client reaches so.
 */
export function openAddresses({ program, words }: Invocation): readonly ApiAddress[] {
  const rest = words.slice(1);
  const [first, second] = rest.map(({ text }) => text);
  if (program === 'podman' && first === 'system' && second === 'service') return rest.filter(isOpen);
  if (program === 'dockerd' || (program === 'docker' && (first === 'daemon' || first === '-d'))) return listening(rest);
  if (program === 'crictl' || program === 'kubelet' || program === 'containerd') return valuesOf(rest, ENDPOINT).filter(isOpen);
  return [];
}

function listening(words: Words): readonly ApiAddress[] {
  if (words.some(({ text }) => /^--tlsverify(?:=(?:true|1))?$/i.test(text))) return [];
  return valuesOf(words, HOST).filter(isOpen);
}

const HOST = /^(?:-H|--host)(?:=|$)/;
const ENDPOINT = /^(?:-r|-i|-a|--address|--(?:container-)?runtime-endpoint|--image-(?:service-)?endpoint)(?:=|$)/;

function valuesOf(words: Words, option: RegExp): ApiAddress[] {
  return words.flatMap((word, index) => {
    if (!option.test(word.text)) return [];
    const equals = word.text.indexOf('=');
    const next = words[index + 1];
    if (equals === -1) return next ? [next] : [];
    return [{ span: word.span, text: word.text.slice(equals + 1) }];
  });
}

function isOpen({ text }: { readonly text: string }): boolean {
  const host = /^tcp:\/\/(\[[^\]]*\]|[^:/]*)/i.exec(text)?.[1];
  return host !== undefined && (host === '' || host === '0.0.0.0' || host === '[::]' || placeOfHost(host) !== 'loopback');
}

/** Whether an image is Docker's own engine in a container. */
function isEngine({ repository, tag }: ImageName): boolean {
  return repository === 'docker.io/library/docker' && tag.value !== undefined && /(?:^|-)dind/.test(tag.value);
}

/** The words a container gives to the program of its image, in whichever form they are written. */
function argumentsTo({ field, pod }: Container): Words {
  if (!field) return [];
  const fields = pod ? [field.at('command'), field.at('args')] : [field.at('entrypoint'), field.at('command')];
  return fields.flatMap((one) => {
    if (one.isScalar) return (one.text ?? '').split(/\s+/).map((text) => ({ text, span: one.span }));
    return one.items().flatMap((item) => (item.text === undefined ? [] : [{ text: item.text, span: item.textSpan }]));
  });
}

/**
 * Why a container with Docker's engine offers its API without TLS; nothing when it does not. By default the image makes
 * certificates and asks for them (https://hub.docker.com/_/docker, "TLS").
 */
export function tlsTurnedOff(container: Container): { readonly span: Span; readonly text: string } | undefined {
  if (!container.image?.name || !isEngine(container.image.name)) return undefined;
  const words = argumentsTo(container);
  const hosts = words.flatMap(({ text }, at) => (HOST.test(text) ? (text.split('=')[1] ?? words[at + 1]?.text ?? '') : []));
  // told to listen on this machine only
  if (words.some(({ text }) => text.endsWith('dockerd')) && !hosts.some((text) => isOpen({ text }))) return undefined;
  if (hosts.some((text) => /^tcp:/i.test(text)) && !hosts.some((text) => isOpen({ text }))) return undefined;
  const flag = words.find(({ text }) => /^--tls(?:verify)?=(?:false|0)$/i.test(text));
  if (flag) return flag;
  const variable = container.variables.find(({ name }) => name === 'DOCKER_TLS_CERTDIR');
  return variable?.value.state === 'set' && variable.value.value === ''
    ? { span: variable.value.span, text: 'DOCKER_TLS_CERTDIR' }
    : undefined;
}

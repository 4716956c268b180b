import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';

const folder = join(dirname(createRequire(import.meta.url).resolve('schemastore/package.json')), 'schemas', 'json');
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));

/** A schema that is not the newest: what it does not know must not be taken for wrong. */
const ajv = new Ajv.default({ strict: false, allErrors: true, logger: false, unicodeRegExp: false });
addFormats.default(ajv as never);

const COMPOSE = 'raw.githubusercontent.com/compose-spec/compose-spec/master/schema/compose-spec.json';
let compose: ValidateFunction | undefined;
let kinds: ReadonlyMap<string, string> | undefined;
const compiled = new Map<string, ValidateFunction>();

/**
 * What a text has wrong by the schema of its format, as `place: message`: the compose specification, or Kubernetes' own
 * types. Objects of kinds that the schema does not know are right.
 */
export function schemaErrors(target: 'compose' | 'kubernetes', text: string): readonly string[] {
  return parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false, merge: true }).flatMap((document, index) => {
    const value: unknown = document.toJS();
    const validate = target === 'compose' ? composeSchema() : kubernetesSchema(value);
    if (!validate || validate(value)) return [];
    return (validate.errors ?? [])
      .filter(({ keyword }) => !['additionalProperties', 'unevaluatedProperties'].includes(keyword))
      .map(({ instancePath, message }) => `${index}${instancePath}: ${message}`);
  });
}

function composeSchema(): ValidateFunction {
  // of an earlier draft, which said `id` for `$id`
  const asNow = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value);
  if (!compose) {
    const text = readFileSync(join(folder, COMPOSE), 'utf8');
    const { $schema: _, ...schema } = JSON.parse(text, asNow);
    compose = ajv.compile(schema);
  }
  return compose;
}

function kubernetesSchema(value: unknown): ValidateFunction | undefined {
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  if (!kinds) {
    const schema = read('kubernetes-definitions.json');
    ajv.addSchema(schema, 'kubernetes');
    kinds = new Map(
      Object.entries<Record<string, { group: string; version: string; kind: string }[]>>(schema.definitions).flatMap(
        ([name, definition]) =>
          (definition['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }) => [
            `${group === '' ? version : `${group}/${version}`} ${kind}`,
            name,
          ]),
      ),
    );
  }
  const name = kinds.get(`${apiVersion} ${kind}`);
  if (name === undefined) return undefined;
  let validate = compiled.get(name);
  if (!validate) compiled.set(name, (validate = ajv.compile({ $ref: `kubernetes#/definitions/${name}` })));
  return validate;
}

/** As much of a JSON Schema as the schema of a policy uses. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The schemas that may count at a path of keys, where `*` is an item of a list: all alternatives, flattened. */
export function schemasAt(root: Schema, path: readonly string[]): readonly Schema[] {
  let schemas = alternatives(root, root);
  for (const key of path)
    schemas = schemas.flatMap((schema) => {
      if (key === '*') return schema.items ? alternatives(schema.items, root) : [];
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
      const next = own ?? more;
      return next ? alternatives(next, root) : [];
    });
  return schemas;
}

/** A schema with what it refers to and its alternatives spelled out; each keeps the description of the whole. */
function alternatives(schema: Schema, root: Schema, depth = 0): readonly Schema[] {
  if (depth > 10) return [];
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/definitions/', '');
    const target = root.definitions?.[name];
    return target ? alternatives(target, root, depth + 1) : [];
  }
  if (!schema.anyOf) return [schema];
  const { description } = schema;
  const inner = schema.anyOf.flatMap((one) => alternatives(one, root, depth + 1));
  return [
    schema,
    ...inner.map((one) => (description === undefined || one.description !== undefined ? one : { ...one, description })),
  ];
}

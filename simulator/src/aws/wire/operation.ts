import { NormalizedSchema } from '@smithy/core/schema';

/** One operation of a client, from its exported Smithy schema `[9, namespace, name, traits, input, output]`. */
export interface Operation {
  name: string;
  /** `[method, path pattern with query, success status]` where the protocol binds to HTTP. */
  http: [method: string, pattern: string, status: number] | undefined;
  input: NormalizedSchema;
  output: NormalizedSchema;
}

const OPERATION = 9;
type OperationSchema = [typeof OPERATION, string, string, { http?: [string, string, number] } | number, unknown, unknown];

/**
 * The operations that a client module exports, by name. Input and output are resolved when first asked for: schemas are large and
 * recursive.
 */
export function operationsOf(client: Record<string, unknown>): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const value of Object.values(client)) {
    if (!Array.isArray(value) || value[0] !== OPERATION) continue;
    const [, , name, traits, input, output] = value as OperationSchema;
    operations.set(name, {
      name,
      http: typeof traits === 'object' ? traits.http : undefined,
      get input() {
        return normalized(this, 'input', input);
      },
      get output() {
        return normalized(this, 'output', output);
      },
    });
  }
  return operations;
}

function normalized(operation: Operation, key: 'input' | 'output', ref: unknown): NormalizedSchema {
  const schema = NormalizedSchema.of(
    (typeof ref === 'function' ? (ref as () => unknown)() : ref) as Parameters<typeof NormalizedSchema.of>[0],
  );
  Object.defineProperty(operation, key, { value: schema });
  return schema;
}

/** The traits that the wire needs, read off a member or a shape. */
export interface Traits {
  xmlName?: string;
  xmlFlattened?: unknown;
  xmlAttribute?: unknown;
  xmlNamespace?: [prefix: string, uri: string];
  ec2QueryName?: string;
  jsonName?: string;
  httpLabel?: unknown;
  httpQuery?: string;
  httpHeader?: string;
  httpPrefixHeaders?: string;
  httpPayload?: unknown;
  httpResponseCode?: unknown;
}

export function traitsOf(schema: NormalizedSchema): Traits {
  return schema.getMergedTraits() as Traits;
}

/** Members of a structure, or nothing for the unit type. */
export function membersOf(schema: NormalizedSchema): Iterable<[string, NormalizedSchema]> {
  return schema.isStructSchema() ? schema.structIterator() : [];
}

/**
 * Schema-directed JSON: the names and timestamps of the wire, compiled once a shape. Members that the schema does not know are left
 * out.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, traitsOf } from './operation.ts';

type ToWire = (value: unknown) => unknown;

const DATE_TIME = 5;
const HTTP_DATE = 6;

const compiled = { jsonName: new WeakMap<object, ToWire>(), memberName: new WeakMap<object, ToWire>() };

/** A function from an SDK-shaped value to what JSON.stringify may print. restJson renames by `jsonName`, awsJson does not. */
export function jsonValue(schema: NormalizedSchema, useJsonName: boolean): ToWire {
  if (schema.isListSchema()) {
    const item = jsonValue(schema.getValueSchema(), useJsonName);
    return (value) => (value as unknown[]).map(item);
  }
  if (schema.isMapSchema()) {
    const item = jsonValue(schema.getValueSchema(), useJsonName);
    return (value) => Object.fromEntries(Object.entries(value as object).map(([key, content]) => [key, item(content)]));
  }
  if (schema.isStructSchema()) return compileStruct(schema, useJsonName);
  if (schema.isTimestampSchema()) return timestamp(schema.getSchema());
  if (schema.isBlobSchema()) return (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
  return (value) => value;
}

function compileStruct(schema: NormalizedSchema, useJsonName: boolean): ToWire {
  const cache = useJsonName ? compiled.jsonName : compiled.memberName;
  const key = schema.getSchema() as object;
  const known = cache.get(key);
  if (known) return known;
  let members: Map<string, { name: string; schema: NormalizedSchema; toWire?: ToWire }> | undefined;
  const write: ToWire = (value) => {
    members ??= new Map(
      [...membersOf(schema)].map(([name, member]) => [
        name,
        { name: useJsonName ? (traitsOf(member).jsonName ?? name) : name, schema: member },
      ]),
    );
    const source = value as Record<string, unknown>;
    const target: Record<string, unknown> = {};
    for (const name in source) {
      const content = source[name];
      const member = content === undefined || content === null ? undefined : members.get(name);
      if (member) target[member.name] = (member.toWire ??= jsonValue(member.schema, useJsonName))(content);
    }
    return target;
  };
  cache.set(key, write);
  return write;
}

function timestamp(format: unknown): ToWire {
  const date = (value: unknown) => (value instanceof Date ? value : new Date(value as string));
  if (format === DATE_TIME) return (value) => date(value).toISOString();
  if (format === HTTP_DATE) return (value) => date(value).toUTCString();
  return (value) => date(value).getTime() / 1000;
}

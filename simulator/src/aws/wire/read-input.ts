/**
 * Reads a request's input by the operation's schema, in each protocol's way. Unknown parameters are ignored, as AWS does for most
 * services.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './aws-error.ts';
import { membersOf, traitsOf, type Operation } from './operation.ts';

export type Input = Record<string, unknown>;

const MAX_LIST = 10_000;
const MAX_DEPTH = 32;

/** awsQuery and ec2Query: `Filter.1.Value.2=x` in a form body. */
export function readQuery(operation: Operation, form: URLSearchParams, isEc2: boolean): Input {
  const prefixes = new Set<string>();
  for (const key of form.keys()) {
    for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) prefixes.add(key.slice(0, dot));
  }
  return readStruct(operation.input, '', { form, prefixes, isEc2 });
}

interface Form {
  form: URLSearchParams;
  /** Every prefix of a dotted name, so that an absent structure is known at once. */
  prefixes: Set<string>;
  isEc2: boolean;
}

function readStruct(schema: NormalizedSchema, prefix: string, form: Form): Input {
  const input: Input = {};
  for (const [key, member] of membersOf(schema)) {
    const traits = traitsOf(member);
    const name = form.isEc2 ? (traits.ec2QueryName ?? capitalized(traits.xmlName ?? key)) : (traits.xmlName ?? key);
    const value = readValue(member, prefix + name, form);
    if (value !== undefined) input[key] = value;
  }
  return input;
}

function readValue(schema: NormalizedSchema, name: string, form: Form): unknown {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const base = form.isEc2 || traitsOf(schema).xmlFlattened ? name : `${name}.${traitsOf(item).xmlName ?? 'member'}`;
    const list: unknown[] = [];
    for (let position = 1; position <= MAX_LIST; position++) {
      const value = readValue(item, `${base}.${position}`, form);
      if (value === undefined) break;
      list.push(value);
    }
    return list.length > 0 ? list : undefined;
  }
  if (schema.isMapSchema()) return undefined;
  if (schema.isStructSchema()) return form.prefixes.has(name) ? readStruct(schema, `${name}.`, form) : undefined;
  const text = form.form.get(name);
  return text === null ? undefined : scalar(schema, text, name);
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** awsJson and the body of restJson: names by schema (or `jsonName`), timestamps become dates, a value of the wrong type is refused. */
export function readJson(schema: NormalizedSchema, body: Buffer, useJsonName: boolean): Input {
  if (body.length === 0 || !schema.isStructSchema()) return {};
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError(400, 'SerializationException', 'The request body is not valid JSON.');
  }
  const input = fromJson(schema, document, useJsonName, 0);
  if (!input || typeof input !== 'object' || Array.isArray(input)) throw wrongType('the request body');
  return input as Input;
}

function fromJson(schema: NormalizedSchema, value: unknown, useJsonName: boolean, depth: number): unknown {
  if (value === null || value === undefined) return undefined;
  if (depth > MAX_DEPTH) throw wrongType('a value nested too deep');
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrongType(schema.getName() ?? 'a list');
    return value.map((item) => fromJson(schema.getValueSchema(), item, useJsonName, depth + 1));
  }
  if (schema.isMapSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(schema.getName() ?? 'a map');
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fromJson(schema.getValueSchema(), item, useJsonName, depth + 1)]),
    );
  }
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(schema.getName() ?? 'a structure');
    const source = value as Record<string, unknown>;
    const input: Input = {};
    for (const [key, member] of membersOf(schema)) {
      const name = useJsonName ? (traitsOf(member).jsonName ?? key) : key;
      const read = Object.hasOwn(source, name) ? fromJson(member, source[name], useJsonName, depth + 1) : undefined;
      if (read !== undefined) input[key] = read;
    }
    return input;
  }
  if (schema.isTimestampSchema()) return new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (schema.isBlobSchema()) return Buffer.from(String(value), 'base64');
  if (schema.isDocumentSchema()) return value;
  const expected = schema.isNumericSchema() ? 'number' : schema.isBooleanSchema() ? 'boolean' : 'string';
  if (typeof value !== expected) throw wrongType(schema.isMemberSchema() ? schema.getMemberName() : expected);
  return value;
}

function wrongType(what: string): AwsError {
  return new AwsError(400, 'SerializationException', `Unexpected type of ${what}.`);
}

/**
 * restXml and restJson: labels, query parameters, headers, and the body where one is bound. S3's XML bodies are not read: no served
 * operation needs one.
 */
export function readRest(
  operation: Operation,
  labels: Record<string, string>,
  query: URLSearchParams,
  headers: NodeJS.Dict<string | string[]>,
  body: Buffer,
  isJson: boolean,
): Input {
  const input: Input = isJson && operation.input.isStructSchema() ? readJson(operation.input, body, true) : {};
  for (const [key, member] of membersOf(operation.input)) {
    const traits = traitsOf(member);
    if (traits.httpLabel) {
      const label = labels[key];
      if (label !== undefined) input[key] = scalar(member, label, key);
    } else if (traits.httpQuery) {
      const values = query.getAll(traits.httpQuery);
      if (values.length > 0) input[key] = member.isListSchema() ? values : scalar(member, values[0]!, key);
    } else if (traits.httpHeader) {
      const value = headers[traits.httpHeader.toLowerCase()];
      if (typeof value === 'string') input[key] = member.isListSchema() ? value.split(/, ?/) : scalar(member, value, key);
    } else if (traits.httpPayload && member.isBlobSchema()) {
      input[key] = body;
    }
  }
  return input;
}

function scalar(schema: NormalizedSchema, text: string, name: string): unknown {
  if (schema.isNumericSchema()) {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) throw new AwsError(400, 'MalformedInput', `${name} is not a number.`);
    return value;
  }
  if (schema.isBooleanSchema()) return text.toLowerCase() === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  return text;
}

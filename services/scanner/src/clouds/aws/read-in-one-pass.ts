import type { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { readXml } from './read-xml.ts';

/** The protocols whose answers are plain XML elements, without attributes, headers or payloads that mean something. */
const queryProtocols = new Set(['aws.protocols#ec2Query', 'aws.protocols#awsQuery']);

/** As much of a client's protocol as it takes to read its answers otherwise. */
interface QueryProtocol {
  getShapeId(): string;
  readonly deserializer: {
    read(schema: $Schema, bytes: Uint8Array, key?: string): unknown;
    readSchema(schema: NormalizedSchema, value: string): unknown;
  };
}

/** Makes a client of a query protocol (EC2, IAM, RDS) read its answers in one pass; leaves other clients, and errors, to the SDK. */
export function readInOnePass(client: unknown): void {
  const { protocol } = (client as { config: { protocol: QueryProtocol } }).config;
  if (!queryProtocols.has(protocol.getShapeId())) return;

  const { deserializer } = protocol;
  const readByTree = deserializer.read.bind(deserializer);
  deserializer.read = (schema, bytes, key) => {
    // Errors are read as documents, whose schema is a number.
    if (typeof schema === 'number') return readByTree(schema, bytes, key);
    const xml = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return readXml(xml, schema, key, (leaf, text) => deserializer.readSchema(leaf, text));
  };
}

import { separateOperations, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { findDemands, type Demand } from '../access/find-demands.ts';
import type { Limits } from '../limits/limits.ts';
import { demandMeasures } from '../limits/measure-document.ts';
import { demandIntrospection } from '../limits/measure-introspection.ts';
import { refuseSecretLiterals } from '../secrets/refuse-secret-literals.ts';
import type { SecretPositions } from '../secrets/secret-positions.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { View } from '../supergraph/views.ts';
import type { OperationRequest } from './operation-request.ts';
import { isIntrospectionOnly, parseDocument, selectOperation } from './parse-document.ts';
import { validateDocument } from './validate-document.ts';

/** All that is known of an operation before anybody asks for it: it is valid, small enough and holds no secret. */
export interface PreparedOperation {
  /** The text that it came as. */
  readonly query: string;
  /** The operation and the fragments that it uses, nothing else. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  readonly introspectionOnly: boolean;
  /** What one must be allowed to read. */
  readonly demands: readonly Demand[];
  /** What the caller sees of the graph: the operation is valid there. */
  readonly schema: GraphQLSchema;
}

export interface PreparationOptions {
  supergraph: LoadedSupergraph;
  positions: SecretPositions;
  limits: Limits;
  introspection: boolean;
}

/** Takes the text of a request, for those who have a view of the graph. Throws a `Refusal`. */
export type Prepare = (request: OperationRequest, view: View) => PreparedOperation;

/** A parsed document takes about this many times its text. */
const bytesPerCharacter = 40;
const cacheBytes = 64 * 1024 * 1024;

/**
 * Makes what turns a request's document into an operation that may be run, once for each text and view: parse within the token limit, refuse secrets
 * that are written into it, measure, validate. Throws a `Refusal`. Only what passes all of it is kept, so that nothing refused lies in
 * memory.
 */
export function createPreparation({ supergraph, positions, limits, introspection }: PreparationOptions): Prepare {
  const { rules, views } = supergraph;
  const prepared = new LRUCache<string, PreparedOperation>({
    maxSize: cacheBytes,
    sizeCalculation: ({ query }) => 1_024 + query.length * bytesPerCharacter,
  });

  return ({ query, operationName }, view) => {
    const schema = views[view];
    const key = `${view} ${operationName ?? ''}\n${query}`;
    const known = prepared.get(key);
    if (known) return known;

    const whole = parseDocument(query, limits.maxTokens);
    refuseSecretLiterals(schema, positions, whole);
    const operation = selectOperation(whole, operationName);
    const introspectionOnly = isIntrospectionOnly(operation);
    demandMeasures(whole, limits);
    demandIntrospection(schema, whole, limits);
    validateDocument(schema, whole, { introspection });

    const document = separateOperations(whole)[operation.name?.value ?? '']!;
    const result = { query, document, operation, operationName, introspectionOnly, schema, demands: findDemands(rules, schema, document) };
    prepared.set(key, result);
    return result;
  };
}

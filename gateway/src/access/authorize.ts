import type { Principal } from '@offload/contracts';
import { holds } from '@offload/service-kit';
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { PreparedOperation } from '../admission/prepare-operation.ts';
import { unauthenticated } from '../authentication/unauthenticated.ts';
import { Refusal, refusalError } from '../errors/refusal.ts';
import type { Demand } from './find-demands.ts';
import { asksForSomething, hideFields, isWholeOrNothing } from './hide-fields.ts';

/** The part of an operation that somebody may see. */
export interface VisiblePart {
  /** What is planned and asked of subgraphs. */
  readonly document: DocumentNode;
  /** An error FORBIDDEN for each place that the answer lacks, twenty at most. Its path has `@` for every element of a list. */
  readonly errors: readonly GraphQLFormattedError[];
}

/** Finds what somebody may see of an operation. Throws a `Refusal` when there is nothing to see, and when it must be whole or not at all. */
export type Authorize = (operation: PreparedOperation, principal: Principal | null) => VisiblePart;

const mostErrors = 20;
/** Sets of missing permissions are few: of scopes there are ten. */
const mostParts = 64;

/**
 * Makes the authorization of operations, before anything is planned: fields that the caller may not read are taken out, and the answer has null in their
 * place with an error for each, as with Apollo Router. A mutation or a subscription whose own field is forbidden is refused whole, as is a query of which
 * nothing is left. The parts of an operation are found once for each set of what is missing.
 */
export function createAuthorization(schema: GraphQLSchema): Authorize {
  const known = new WeakMap<DocumentNode, Map<string, { part: VisiblePart; refusal: Refusal | undefined }>>();

  return (operation, principal) => {
    const { document, demands, introspectionOnly } = operation;
    if (!principal && !introspectionOnly) throw unauthenticated('This takes somebody who is known');

    const unmet = demands.filter(({ rules }) => !rules.every((rule) => principal && holds(rule, principal.scopes)));
    if (unmet.length === 0) return { document, errors: [] };

    const parts = known.get(document) ?? new Map<string, { part: VisiblePart; refusal: Refusal | undefined }>();
    known.set(document, parts);
    const missing = unmet.map(({ coordinate }) => coordinate).join(' ');
    let found = parts.get(missing);
    if (!found) {
      if (parts.size >= mostParts) parts.clear();
      parts.set(missing, (found = partOf(schema, operation, unmet)));
    }
    if (found.refusal) throw found.refusal;
    return found.part;
  };
}

function partOf(
  schema: GraphQLSchema,
  { document, operation }: PreparedOperation,
  unmet: readonly Demand[],
): { part: VisiblePart; refusal: Refusal | undefined } {
  const demandOf = new Map(unmet.map((demand) => [demand.coordinate, demand]));
  const { document: visible, hidden } = hideFields(schema, document, new Set(demandOf.keys()), mostErrors);
  // The whole requirement of a coordinate: which of several rules failed depends on the caller.
  const errorOf = ({ coordinate, locations }: Pick<Demand, 'coordinate' | 'locations'>): GraphQLFormattedError =>
    refusalError('FORBIDDEN', `Not allowed: ${coordinate}`, {
      locations,
      requiredScopes: demandOf.get(coordinate)!.rules.find(({ scopes }) => scopes)?.scopes ?? undefined,
    });

  // By what is demanded: of the places, only the first twenty are known.
  const root = `${schema.getRootType(operation.operation)!.name}.`;
  const own = unmet.filter(({ coordinate }) => coordinate.startsWith(root));
  const isRefused = !asksForSomething(visible) || (isWholeOrNothing(operation.operation) && own.length > 0);
  return {
    part: { document: visible, errors: hidden.map((field) => ({ ...errorOf(field), path: field.path })) },
    refusal: isRefused ? new Refusal((own.length > 0 ? own : unmet).slice(0, mostErrors).map(errorOf)) : undefined,
  };
}

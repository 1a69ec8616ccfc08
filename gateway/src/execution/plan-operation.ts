import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';

/** The plan of a document's operation. */
export type PlanOf = (document: DocumentNode, operationName: string | null) => QueryPlan;

/** Makes the planner of queries and mutations. A plan is kept for as long as its document is. */
export function createPlanner({ planner, apiSchema }: LoadedSupergraph): PlanOf {
  const plans = new WeakMap<DocumentNode, QueryPlan>();

  return (document, operationName) => {
    const known = plans.get(document);
    if (known) return known;

    const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { operationName: operationName ?? undefined, validate: false }));
    plans.set(document, plan);
    return plan;
  };
}

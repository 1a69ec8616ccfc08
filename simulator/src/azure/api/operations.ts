import type { Operation } from '../call.ts';
import { authorizationOperations } from './authorization.ts';
import { insightsOperations } from './insights.ts';
import { resourceGraphOperations } from './resource-graph.ts';
import { resourcePartOperations } from './resource-parts.ts';
import { securityOperations } from './security.ts';
import { subscriptionOperations } from './subscription.ts';
import { writeOperations } from './writes.ts';

/** Every operation that is served. The first whose path fits answers. */
export const operations: readonly Operation[] = [
  ...subscriptionOperations,
  ...authorizationOperations,
  ...resourceGraphOperations,
  ...resourcePartOperations,
  ...securityOperations,
  ...insightsOperations,
  ...writeOperations,
];

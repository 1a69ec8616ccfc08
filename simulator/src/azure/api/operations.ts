import type { Operation } from '../call.ts';
import { authorizationOperations } from './authorization.ts';
import { resourceGraphOperations } from './resource-graph.ts';
import { subscriptionOperations } from './subscription.ts';

/** Every operation that is served. The first whose path fits answers. */
export const operations: readonly Operation[] = [...subscriptionOperations, ...authorizationOperations, ...resourceGraphOperations];

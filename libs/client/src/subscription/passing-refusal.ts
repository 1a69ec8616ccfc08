import type { GraphqlRequestError } from '../errors/graphql-request-error.ts';

/** What the gateway says when it, or something behind it, is on its way up, or when too many come back at once. */
const passing = new Set(['RATE_LIMITED', 'SUBGRAPH_UNAVAILABLE', 'AUTHENTICATION_UNAVAILABLE']);

/** Whether the same subscription may be accepted in a moment. */
export const isPassingRefusal = ({ errors }: GraphqlRequestError): boolean => errors.every(({ code }) => passing.has(code));

/** Whether the gateway counts what a lost connection held: it lets go of that when it notices the loss, too. */
export const isFullAfterLoss = (error: Error): boolean => (error as Partial<GraphqlRequestError>).code === 'SUBSCRIPTION_LIMIT_EXCEEDED';

import type { GraphqlRequestError } from '../errors/graphql-request-error.ts';

/** What the gateway says when it, or something behind it, is on its way up, or when too many come back at once. */
const passing = new Set(['RATE_LIMITED', 'SUBGRAPH_UNAVAILABLE', 'AUTHENTICATION_UNAVAILABLE']);

/** Whether the same subscription may be accepted in a moment. */
export const isPassingRefusal = ({ errors }: GraphqlRequestError): boolean => errors.every(({ code }) => passing.has(code));

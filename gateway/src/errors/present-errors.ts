import type { Logger } from '@offload/service-kit';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { catalogued, errorCatalogue, isErrorCode, type ErrorCode } from './error-catalogue.ts';
import { Refusal, refusalError } from './refusal.ts';

/** What a subgraph may tell a client in its own words. */
const isPassedOn = (code: string): code is ErrorCode => isErrorCode(code) && catalogued(code).passedOn === true;

export interface Presentation {
  requestId: string;
  log: Logger;
}

/** What is said of a failure that is ours. */
export const internalError = (requestId: string): GraphQLFormattedError => ({
  message: 'Something went wrong on our side',
  extensions: { code: 'INTERNAL', requestId, remedy: errorCatalogue.INTERNAL.remedy },
});

/**
 * The errors of an executed operation, as the client sees them: known codes as they are, everything else as INTERNAL with the request id,
 * logged.
 */
export function presentErrors(errors: readonly unknown[], { requestId, log }: Presentation): GraphQLFormattedError[] {
  return errors.map((error) => {
    const { message, path, extensions = {} } = error as Partial<GraphQLError>;
    const code = String(extensions['code'] ?? '');
    const where = path ? { path } : {};

    if (isPassedOn(code)) {
      const { subgraph, remedy } = extensions;
      const facts = { ...(subgraph ? { subgraph } : {}), remedy: remedy ?? catalogued(code).remedy };
      return { message: message ?? code, ...where, extensions: { code, requestId, ...facts } };
    }

    // A subgraph that said INTERNAL has logged why, under the same request id.
    if (code !== 'INTERNAL') {
      const cause = error instanceof GraphQLError ? error.originalError : error;
      log.error(
        { ...(cause instanceof Error ? { err: cause } : { code }), requestId, path: path?.join('.'), subgraph: extensions['serviceName'] },
        'operation failed',
      );
    }
    return { ...internalError(requestId), ...where };
  });
}

/**
 * Whatever was thrown while a request was handled, as the client sees it: a refusal in its own words, everything else as INTERNAL, logged.
 */
export function presentThrown(
  thrown: unknown,
  { requestId, log }: Presentation,
): { status: number; errors: readonly GraphQLFormattedError[] } {
  if (thrown instanceof Refusal) {
    return { status: thrown.status, errors: thrown.errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } })) };
  }

  log.error({ err: thrown, requestId }, 'request failed');
  return { status: 500, errors: [internalError(requestId)] };
}

/** Errors that say everything but which request they are of. */
export const identified = (errors: readonly GraphQLFormattedError[], requestId: string): GraphQLFormattedError[] =>
  errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));

/** What is said of a subgraph that does not answer: its name, and nothing of where it is. */
export const subgraphUnavailable = (subgraph: string): GraphQLFormattedError => {
  const error = refusalError('SUBGRAPH_UNAVAILABLE', 'A part of the answer is not available at the moment');
  return { ...error, extensions: { ...error.extensions, subgraph } };
};

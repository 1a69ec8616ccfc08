import type { FastifyReply, FastifyRequest } from 'fastify';
import { actingFor, actorOf } from '../audit/actor.ts';
import type { InternalPrincipal } from '../internal-tokens/internal-principal.ts';
import type { Logger } from '../logging/create-logger.ts';

/** What a context is made from, beside the principal. */
export interface OperationRequest {
  requestId: string;
  /** With the request id and the tenant in every line. */
  log: Logger;
  /** Aborted when the client is gone or the stream ends: event sources must end on it. */
  signal: AbortSignal;
}

export interface ContextOptions<Ctx extends object> {
  /**
   * Makes the context of one operation, or of one event of a subscription, so that no loader outlives what it cached for. A plain object:
   * Apollo Server copies it, which an object with private members does not survive.
   */
  contextOf: (principal: InternalPrincipal, request: OperationRequest) => Ctx | Promise<Ctx>;
  /** Gives back what a context holds, such as a read transaction. */
  release?: ((context: Ctx) => Promise<void> | void) | undefined;
}

export interface Contexts {
  /** Runs a function with a new context, and releases it. */
  use<T>(principal: InternalPrincipal, request: OperationRequest, fn: (context: object) => Promise<T>): Promise<T>;
}

/** Whom a context was made for, and for which request. */
export interface Provenance {
  principal: InternalPrincipal;
  requestId: string;
}

/** A symbol on the context rather than a map beside it: Apollo Server hands resolvers a shallow copy. */
const provenance = Symbol('provenance');

/** Whom a context was made for; undefined for what is not a context of ours. */
export const provenanceOf = (context: object | undefined): Provenance | undefined =>
  (context as { [provenance]?: Provenance } | undefined)?.[provenance];

/** Makes contexts and marks each with whom it is for, so that access rules do not depend on what a service puts into its context. */
export function createContexts<Ctx extends object>({ contextOf, release }: ContextOptions<Ctx>): Contexts {
  return {
    async use(principal, request, fn) {
      const context = await contextOf(principal, request);
      try {
        const marked = Object.assign(context, { [provenance]: { principal, requestId: request.requestId } });
        return await actingFor(actorOf(principal), () => fn(marked));
      } finally {
        await release?.(context);
      }
    },
  };
}

/** The facts of a request that contexts are made from. */
export function operationRequestOf(
  request: FastifyRequest,
  reply: FastifyReply,
  principal: InternalPrincipal,
  log: Logger,
): OperationRequest {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return { requestId: request.id, log: log.child({ requestId: request.id, tenantId: principal.tenantId }), signal: gone.signal };
}

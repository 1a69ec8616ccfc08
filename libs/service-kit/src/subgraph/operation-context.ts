import type { FastifyReply, FastifyRequest } from 'fastify';
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
  /** Makes the context of one operation, or of one event of a subscription, so that no loader outlives what it cached for. */
  contextOf: (principal: InternalPrincipal, request: OperationRequest) => Ctx | Promise<Ctx>;
  /** Gives back what a context holds, such as a read transaction. */
  release?: ((context: Ctx) => Promise<void> | void) | undefined;
}

export interface Contexts {
  /** Runs a function with a new context, and releases it. */
  use<T>(principal: InternalPrincipal, request: OperationRequest, fn: (context: object) => Promise<T>): Promise<T>;
  /** Whom a context was made for. */
  principalOf(context: object): InternalPrincipal | undefined;
}

/** Makes contexts and remembers whom each is for, so that access rules do not depend on what a service puts into its context. */
export function createContexts<Ctx extends object>({ contextOf, release }: ContextOptions<Ctx>): Contexts {
  const principals = new WeakMap<object, InternalPrincipal>();

  return {
    principalOf: (context) => principals.get(context),
    async use(principal, request, fn) {
      const context = await contextOf(principal, request);
      principals.set(context, principal);
      try {
        return await fn(context);
      } finally {
        await release?.(context);
      }
    },
  };
}

/** The facts of a request that contexts are made from. */
export function operationRequestOf(request: FastifyRequest, reply: FastifyReply, principal: InternalPrincipal, log: Logger): OperationRequest {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return { requestId: request.id, log: log.child({ requestId: request.id, tenantId: principal.tenantId }), signal: gone.signal };
}

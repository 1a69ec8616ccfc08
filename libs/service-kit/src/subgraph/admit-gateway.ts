import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerTokenOf } from '../internal-tokens/bearer-token.ts';
import type { TokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import { InvalidTokenError, platformTenantId, type InternalPrincipal } from '../internal-tokens/internal-principal.ts';
import type { Logger } from '../logging/create-logger.ts';

export interface Admission {
  /** A Fastify hook that lets only the gateway pass, for a tenant; before the body is read. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** Who an admitted request speaks for. */
  principalOf(request: FastifyRequest): InternalPrincipal;
}

/** Admits operations that carry `Authorization: Bearer <internal token>` of issuer gateway. Every operation, also `_entities`. */
export function createAdmission(verifier: TokenVerifier, log: Logger): Admission {
  const principals = new WeakMap<FastifyRequest, InternalPrincipal>();

  return {
    async admit(request, reply) {
      try {
        const principal = await verifier.verify(bearerTokenOf(request.headers.authorization));
        if (principal.issuer !== 'gateway') throw new InvalidTokenError('only the gateway may ask the graph');
        if (principal.tenantId === platformTenantId) throw new InvalidTokenError('the graph belongs to tenants');
        principals.set(request, principal);
        return undefined;
      } catch (error) {
        if (!(error instanceof InvalidTokenError)) throw error;
        log.warn({ err: error, requestId: request.id }, 'graph request without a token that holds');
        return reply
          .code(401)
          .send({ errors: [{ message: 'Not authenticated', extensions: { code: 'UNAUTHENTICATED', requestId: request.id } }] });
      }
    },
    principalOf(request) {
      const principal = principals.get(request);
      if (!principal) throw new Error('the request was not admitted');
      return principal;
    },
  };
}

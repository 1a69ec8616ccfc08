import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OidcDocuments } from './fetch-oidc-documents.ts';

/** For whoever caches on the way: public keys change seldom, and an unknown one is looked for again. */
const maxAgeSeconds = 300;

/**
 * Serves what providers read to believe the platform's assertions: the issuer's configuration and its public keys, to anybody. 404 when the platform
 * has no issuer, 503 while credentials, whose keys they are, cannot be asked.
 */
export function serveOidcDocuments(app: FastifyInstance, documentsOf: () => Promise<OidcDocuments | null>): void {
  async function send(reply: FastifyReply, pick: (documents: OidcDocuments) => object): Promise<unknown> {
    // Until there is something to keep: that nothing is there may be otherwise in a moment.
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    let documents: OidcDocuments | null;
    try {
      documents = await documentsOf();
    } catch {
      return reply.code(503).header('retry-after', '5').send({ error: { code: 'SUBGRAPH_UNAVAILABLE', requestId: reply.request.id } });
    }
    if (documents === null) return reply.callNotFound();
    return reply.header('cache-control', `public, max-age=${maxAgeSeconds}`).send(pick(documents));
  }

  app.get('/.well-known/openid-configuration', (_request, reply) => send(reply, ({ configuration }) => configuration));
  app.get('/.well-known/jwks.json', (_request, reply) => send(reply, ({ jwks }) => jwks));
}

import type { FastifyInstance } from 'fastify';

const allowedHeaders = 'authorization, content-type, x-api-key, x-request-id, traceparent, apollo-require-preflight, x-apollo-operation-name';

/**
 * Lets pages of the given origins call the graph (CORS). There are no cookies, so no credentials mode is allowed: a page has to bring a
 * token.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;

  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    if (!origin || !origins.includes(origin) || !request.url.startsWith('/graphql')) return undefined;

    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'etag, retry-after, x-request-id');
    if (request.method !== 'OPTIONS') return undefined;
    return reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', allowedHeaders)
      .header('access-control-max-age', '600')
      .code(204)
      .send();
  });
}

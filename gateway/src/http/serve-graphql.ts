import type { Logger } from '@offload/service-kit';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate } from '../authentication/authenticate.ts';
import { readCredentials } from '../authentication/read-credentials.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { refusal, type Refusal } from '../errors/refusal.ts';
import { isSubscription, type Operations } from '../execution/run-operations.ts';
import type { ClientAddress } from './client-address.ts';

export interface GraphqlOptions {
  operations: Operations;
  authenticate: Authenticate;
  log: Logger;
  maxBodyBytes: number;
  clientAddress: ClientAddress;
}

/** What went wrong before a body was an object. The parsers' own messages quote the body. */
export function refusalOfBody(error: FastifyError, maxBodyBytes: number): Refusal | undefined {
  switch (error.statusCode) {
    case 413:
      return refusal('BODY_LIMIT_EXCEEDED', `The request is larger than ${maxBodyBytes} bytes`, {
        limit: maxBodyBytes,
        remedy: 'Split it into several operations.',
      });
    case 415:
      return refusal('UNSUPPORTED_MEDIA_TYPE', 'The request is not application/json', { remedy: 'Send content-type: application/json.' });
    case 400:
      return refusal('BAD_REQUEST', 'The body is not JSON, or nests too deep');
    default:
      return undefined;
  }
}

/** Serves `POST /graphql` for queries and mutations. Answers are GraphQL, whatever goes wrong. */
export function serveGraphql(app: FastifyInstance, { operations, authenticate, clientAddress, log, maxBodyBytes }: GraphqlOptions): void {
  function refuse(reply: FastifyReply, request: FastifyRequest, thrown: unknown): FastifyReply {
    const { status, errors } = presentThrown(thrown, { requestId: request.id, log });
    if (status === 429) reply.header('retry-after', '1');
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(status).send({ errors });
  }

  app.route({
    method: 'POST',
    url: '/graphql',
    bodyLimit: maxBodyBytes,
    errorHandler: (error, request, reply) => void refuse(reply, request, refusalOfBody(error, maxBodyBytes) ?? error),
    async handler(request, reply) {
      reply.header('cache-control', 'no-store');
      try {
        const principal = await authenticate(readCredentials(request.headers));
        const address = clientAddress(request.raw);
        const context = { caller: { principal }, requestId: request.id, address, log };
        const operation = await operations.admit(request.body, context, address);
        if (isSubscription(operation)) {
          throw refusal('BAD_REQUEST', 'Subscriptions are not answered here', {
            remedy: 'Use WebSocket (graphql-transport-ws) at /graphql, or server-sent events at /graphql/stream.',
          });
        }
        return await operations.execute(operation, context);
      } catch (error) {
        return refuse(reply, request, error);
      }
    },
  });

  // A query in a URL would be in every log on the way.
  app.get('/graphql', (request, reply) =>
    refuse(
      reply.header('allow', 'POST'),
      request,
      refusal('METHOD_NOT_ALLOWED', 'Operations are sent by POST', { remedy: 'POST application/json.' }),
    ),
  );
}

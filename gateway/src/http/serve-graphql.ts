import type { Logger } from '@offload/service-kit';
import type { FastifyInstance } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { readCredentials } from '../authentication/read-credentials.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { isSubscription, type Operations } from '../execution/run-operations.ts';
import type { AuthenticateAt } from '../limits/limit-guesses.ts';
import type { ClientAddress } from './client-address.ts';
import { refusalOfBody } from './refuse-body.ts';
import { sendRefusal } from './send-refusal.ts';

export interface GraphqlOptions {
  operations: Operations;
  authenticateAt: AuthenticateAt;
  log: Logger;
  maxBodyBytes: number;
  /** How many operations a list may hold; 1: lists are refused. */
  maxBatch: number;
  clientAddress: ClientAddress;
}

/** Serves `POST /graphql` for queries and mutations. Answers are GraphQL, whatever goes wrong. */
export function serveGraphql(app: FastifyInstance, options: GraphqlOptions): void {
  const { operations, authenticateAt, clientAddress, log, maxBodyBytes, maxBatch } = options;

  async function answer(body: unknown, context: OperationContext): Promise<FormattedExecutionResult> {
    const operation = await operations.admit(body, context, context.address);
    if (isSubscription(operation)) {
      throw refusal('BAD_REQUEST', 'Subscriptions are not answered here', {
        remedy: 'Use WebSocket (graphql-transport-ws) at /graphql, or server-sent events at /graphql/stream.',
      });
    }
    return operations.execute(operation, context);
  }

  /** Answers of a list, in its order; what is refused is so alone. */
  function answerBatch(bodies: readonly unknown[], context: OperationContext): Promise<FormattedExecutionResult[]> {
    if (maxBatch <= 1) throw refusal('BATCHING_NOT_SUPPORTED', 'Several operations in one request');
    if (bodies.length > maxBatch) {
      throw refusal('BATCH_LIMIT_EXCEEDED', `More than ${maxBatch} operations in one request`, { limit: maxBatch, found: bodies.length });
    }
    if (bodies.length === 0) throw refusal('BAD_REQUEST', 'The request holds no operation');
    return Promise.all(bodies.map((body) => answer(body, context).catch((error: unknown) => ({ errors: presentThrown(error, context).errors }))));
  }

  app.route({
    method: 'POST',
    url: '/graphql',
    bodyLimit: maxBodyBytes,
    errorHandler: (error, _request, reply) => void sendRefusal(reply, refusalOfBody(error, maxBodyBytes) ?? error, log),
    async handler(request, reply) {
      reply.header('cache-control', 'no-store');
      try {
        const address = clientAddress(request.raw);
        const principal = await authenticateAt(readCredentials(request.headers), address);
        const context = { caller: { principal }, requestId: request.id, address, log };
        return Array.isArray(request.body) ? await answerBatch(request.body, context) : await answer(request.body, context);
      } catch (error) {
        return sendRefusal(reply, error, log);
      }
    },
  });

  // A query in a URL would be in every log on the way.
  app.get('/graphql', (_request, reply) =>
    sendRefusal(reply.header('allow', 'POST'), refusal('METHOD_NOT_ALLOWED', 'Operations are sent by POST'), log),
  );
}

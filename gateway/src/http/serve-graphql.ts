import compress from '@fastify/compress';
import type { Logger } from '@offload/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode, type FormattedExecutionResult } from 'graphql';
import { createHash } from 'node:crypto';
import type { AdmittedOperation } from '../admission/admit.ts';
import { readCredentials } from '../authentication/read-credentials.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { isSubscription, type Operations } from '../execution/run-operations.ts';
import type { AuthenticateAt } from '../limits/limit-guesses.ts';
import type { ClientAddress } from './client-address.ts';
import { readGetRequest } from './read-get-request.ts';
import { refusalOfBody } from './refuse-body.ts';
import { refuseKeysInUrls } from './refuse-keys-in-urls.ts';
import { sendRefusal } from './send-refusal.ts';

export interface GraphqlOptions {
  operations: Operations;
  authenticateAt: AuthenticateAt;
  log: Logger;
  maxBodyBytes: number;
  /** How many operations a list may hold; 1: lists are refused. */
  maxBatch: number;
  clientAddress: ClientAddress;
  /** Whether an operation has a variable that a secret goes into. */
  takesSecret: (operation: AdmittedOperation) => boolean;
}

/** Below this, compressing costs more than it saves. */
const compressFromBytes = 1_024;

/**
 * Serves `POST /graphql` for queries and mutations, and `GET /graphql` for queries that are known by their hash. Answers are GraphQL, whatever goes wrong, and compressed when they are
 * large.
 */
export function serveGraphql(app: FastifyInstance, options: GraphqlOptions): void {
  const { operations, authenticateAt, clientAddress, log, maxBodyBytes, maxBatch, takesSecret } = options;

  async function contextOf(request: FastifyRequest): Promise<OperationContext> {
    const address = clientAddress(request.raw);
    const principal = await authenticateAt(readCredentials(request.headers), address);
    return { caller: { principal }, requestId: request.id, address, log };
  }

  async function admit(body: unknown, context: OperationContext): Promise<AdmittedOperation> {
    const operation = await operations.admit(body, context, context.address);
    if (!isSubscription(operation)) return operation;
    throw refusal('BAD_REQUEST', 'Subscriptions are not answered here', {
      remedy: 'Use WebSocket (graphql-transport-ws) at /graphql, or server-sent events at /graphql/stream.',
    });
  }

  const answer = async (body: unknown, context: OperationContext): Promise<FormattedExecutionResult> =>
    operations.execute(await admit(body, context), context);

  /** Answers of a list, in its order; what is refused is so alone. */
  function answerBatch(bodies: readonly unknown[], context: OperationContext): Promise<FormattedExecutionResult[]> {
    if (maxBatch <= 1) throw refusal('BATCHING_NOT_SUPPORTED', 'Several operations in one request');
    if (bodies.length > maxBatch) {
      throw refusal('BATCH_LIMIT_EXCEEDED', `More than ${maxBatch} operations in one request`, { limit: maxBatch, found: bodies.length });
    }
    if (bodies.length === 0) throw refusal('BAD_REQUEST', 'The request holds no operation');
    return Promise.all(bodies.map((body) => answer(body, context).catch((error: unknown) => ({ errors: presentThrown(error, context).errors }))));
  }

  async function answerPost(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    reply.header('cache-control', 'no-store');
    try {
      const context = await contextOf(request);
      return Array.isArray(request.body) ? await answerBatch(request.body, context) : await answer(request.body, context);
    } catch (error) {
      return sendRefusal(reply, error, log);
    }
  }

  async function answerGet(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    reply.header('vary', 'origin, authorization, x-api-key');
    try {
      const body = readGetRequest(request);
      const context = await contextOf(request);
      const operation = await admit(body, context);
      if (takesSecret(operation)) throw refusal('SECRET_IN_URL', 'An operation that takes a secret came by GET');
      if (operation.operation.operation !== OperationTypeNode.QUERY) throw refusal('METHOD_NOT_ALLOWED', 'What changes something is sent by POST');

      const result = await operations.execute(operation, context);
      reply.type('application/json; charset=utf-8');
      if (result.errors) return reply.header('cache-control', 'no-store').send(JSON.stringify(result));

      // The browser of the one who asked may keep it, and asks each time whether it is still so; nobody on the way may.
      const text = JSON.stringify(result);
      const etag = `W/"${createHash('sha256').update(text).digest('base64url')}"`;
      reply.header('cache-control', 'private, no-cache').header('etag', etag);
      return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(text);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'METHOD_NOT_ALLOWED') reply.header('allow', 'POST');
      return sendRefusal(reply, error, log);
    }
  }

  app.register(async (scope) => {
    // Bodies come as they are: one that is unpacked on arrival could be any size.
    await scope.register(compress, { global: false, globalDecompression: false, encodings: ['br', 'gzip'], threshold: compressFromBytes });
    // A page elsewhere may send text without asking.
    scope.removeContentTypeParser('text/plain');
    scope.addHook('onRequest', async (request, reply) => {
      try {
        refuseKeysInUrls(request.url);
        return undefined;
      } catch (error) {
        return sendRefusal(reply, error, log);
      }
    });

    scope.route({
      method: 'POST',
      url: '/graphql',
      bodyLimit: maxBodyBytes,
      compress: {},
      errorHandler: (error, _request, reply) => void sendRefusal(reply, refusalOfBody(error, maxBodyBytes) ?? error, log),
      handler: answerPost,
    });
    scope.route({ method: 'GET', url: '/graphql', exposeHeadRoute: false, compress: {}, handler: answerGet });
  });
}

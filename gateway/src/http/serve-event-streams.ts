import { openEventStream, type EventStream, type Logger } from '@offload/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate } from '../authentication/authenticate.ts';
import { openSession } from '../authentication/open-session.ts';
import { readCredentials } from '../authentication/read-credentials.ts';
import type { AdmittedOperation } from '../admission/admit.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { isSubscription, type Operations } from '../execution/run-operations.ts';
import type { AuthenticateAt } from '../limits/limit-guesses.ts';
import type { ClientAddress } from './client-address.ts';
import { refusalOfBody } from './refuse-body.ts';
import { refuseKeysInUrls } from './refuse-keys-in-urls.ts';
import { sendRefusal } from './send-refusal.ts';

export interface EventStreamsOptions {
  operations: Operations;
  /** Looks again whether credentials hold. */
  authenticate: Authenticate;
  authenticateAt: AuthenticateAt;
  log: Logger;
  maxBodyBytes: number;
  clientAddress: ClientAddress;
}

/**
 * Serves `POST /graphql/stream`: one operation a response, as server-sent events (graphql-sse's distinct connections). Who may not ask at
 * all is answered with a status; everything about the operation comes as an event. When the server closes, streams are cut and not
 * completed, so that clients come again.
 */
export function serveEventStreams(app: FastifyInstance, options: EventStreamsOptions): void {
  const { operations, authenticate, authenticateAt, clientAddress, log, maxBodyBytes } = options;
  const open = new Set<FastifyReply['raw']>();

  async function follow(operation: AdmittedOperation, context: OperationContext, stream: EventStream, stops: readonly AbortSignal[]): Promise<void> {
    const results = operations.subscribe(operation, context);
    const stop = (): void => void results.return!();
    for (const signal of stops) {
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    }
    for await (const { json } of results) await stream.send(json);
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const address = clientAddress(request.raw);
    let session;
    try {
      refuseKeysInUrls(request.url);
      if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
        throw refusal('NOT_ACCEPTABLE', 'Answers are text/event-stream');
      }
      const credentials = readCredentials(request.headers);
      session = openSession({ authenticate, credentials, principal: await authenticateAt(credentials, address), log });
    } catch (error) {
      return sendRefusal(reply, error, log);
    }

    const context: OperationContext = { caller: session, requestId: request.id, address, log };
    const gone = new AbortController();
    reply.hijack();
    open.add(reply.raw);
    reply.raw.once('close', () => {
      open.delete(reply.raw);
      gone.abort();
    });
    const stream = openEventStream(reply.raw, request.id);

    try {
      const operation = await operations.admit(request.body, context, address);
      if (isSubscription(operation)) await follow(operation, context, stream, [gone.signal, session.ended]);
      else await stream.next(await operations.execute(operation, context));
      session.ended.throwIfAborted();
    } catch (error) {
      await stream.next({ errors: presentThrown(error, context).errors });
    } finally {
      session.close();
    }
    stream.complete();
    return undefined;
  }

  app.route({
    method: 'POST',
    url: '/graphql/stream',
    bodyLimit: maxBodyBytes,
    errorHandler: (error, _request, reply) => void sendRefusal(reply, refusalOfBody(error, maxBodyBytes) ?? error, log),
    handler: handle,
  });

  app.addHook('preClose', async () => {
    for (const response of open) response.destroy();
  });
}

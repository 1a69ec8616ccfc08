import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@offload/service-kit';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, type ExecutionArgs, type FormattedExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type ServerOptions } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AdmittedOperation } from '../admission/admit.ts';
import type { Authenticate } from '../authentication/authenticate.ts';
import { openSession, type Session } from '../authentication/open-session.ts';
import { readCredentials } from '../authentication/read-credentials.ts';
import { unauthenticated } from '../authentication/unauthenticated.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { Refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { Operations } from '../execution/run-operations.ts';
import type { Results } from '../subscriptions/subscribe.ts';
import type { ClientAddress } from './client-address.ts';

export interface WebSocketsOptions {
  schema: GraphQLSchema;
  operations: Operations;
  authenticate: Authenticate;
  log: Logger;
  maxMessageBytes: number;
  clientAddress: ClientAddress;
}

/** What a connection carries. */
interface Extra {
  socket: WebSocket;
  /** Resolves when the text has left, so that what a client does not take stays with us as one result at most. */
  send: (text: string) => Promise<void>;
  headers: IncomingMessage['headers'];
  address: string;
  session?: Session;
}

interface Asked {
  /** What the client calls the operation. */
  id: string;
  operation: AdmittedOperation;
  context: OperationContext;
  send: (text: string) => Promise<void>;
}

const pingMs = 15_000;
/** How long a socket may take to say goodbye before it is cut. */
const goodbyeMs = 1_000;

/** The form in which graphql-ws takes errors; they hold on to no document. */
const asGraphQLErrors = (errors: readonly GraphQLFormattedError[]): GraphQLError[] =>
  errors.map(({ message, extensions, ...where }) => Object.assign(new GraphQLError(message, { extensions }), where));

/**
 * Sends results as they come and gives none, only the end: the library would write each anew for every subscriber. The messages are those of
 * graphql-transport-ws.
 */
function sending(results: Results, id: string, send: (text: string) => Promise<void>): AsyncIterableIterator<never> {
  const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for await (const { json } of results) await send(`${before}${json}}`);
      return { done: true, value: undefined };
    },
    async return() {
      await results.return!();
      return { done: true, value: undefined };
    },
  };
}

function protocolOptions({ schema, operations, authenticate, log }: WebSocketsOptions): ServerOptions<Record<string, unknown>, Extra> {
  const askedIn = (args: ExecutionArgs): Asked => args.contextValue as Asked;

  return {
    connectionInitWaitTimeout: 5_000,

    async onConnect({ connectionParams, extra }) {
      try {
        const credentials = readCredentials(
          connectionParams?.['authorization'] || connectionParams?.['x-api-key'] ? connectionParams : extra.headers,
        );
        const principal = await authenticate(credentials);
        if (!principal) throw unauthenticated('The connection_init carries no authorization');
        if (extra.socket.readyState !== extra.socket.OPEN) return false;

        extra.session = openSession({ authenticate, credentials, principal, log });
        extra.session.ended.addEventListener('abort', () => extra.socket.close(CloseCode.Unauthorized, 'The credentials no longer hold'));
        return true;
      } catch (error) {
        const { errors } = presentThrown(error, { requestId: randomUUID(), log });
        const isCallers = error instanceof Refusal && error.code === 'UNAUTHENTICATED';
        // 4401 tells graphql-ws clients not to try again.
        extra.socket.close(isCallers ? CloseCode.Unauthorized : 1013, errors[0]?.message.slice(0, 120));
        return false;
      }
    },

    async onSubscribe({ extra }, id, payload) {
      const context: OperationContext = { caller: extra.session!, requestId: randomUUID(), address: extra.address, log };
      try {
        const operation = await operations.admit(payload, context, extra.address);
        const asked: Asked = { id, operation, context, send: extra.send };
        return { schema, document: operation.document, operationName: operation.operationName, contextValue: asked };
      } catch (error) {
        return asGraphQLErrors(presentThrown(error, context).errors);
      }
    },

    execute(args) {
      const { operation, context } = askedIn(args);
      return operations.execute(operation, context) as never;
    },

    subscribe(args) {
      const { id, operation, context, send } = askedIn(args);
      try {
        return sending(operations.subscribe(operation, context), id, send);
      } catch (error) {
        return { errors: presentThrown(error, context).errors } as never;
      }
    },

    // Results are plain already; graphql-ws would call `toJSON` on their errors.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  };
}

/**
 * Serves graphql-transport-ws at `/graphql`: subscriptions, and queries and mutations as well. Credentials come in the payload of
 * connection_init (`authorization` or `x-api-key`), or in the headers of the upgrade; who brings none is refused. A connection ends when
 * its credentials no longer hold.
 */
export function serveWebSockets(app: FastifyInstance, options: WebSocketsOptions): void {
  const { log, maxMessageBytes, clientAddress } = options;
  const protocol = makeServer(protocolOptions(options));
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });

  function onSocket(socket: WebSocket, request: IncomingMessage): void {
    const send = (text: string): Promise<void> => new Promise((resolve, reject) => socket.send(text, (error) => (error ? reject(error) : resolve())));
    const extra: Extra = { socket, send, headers: request.headers, address: clientAddress(request) };
    let alive = true;
    socket.on('pong', () => {
      alive = true;
    });
    const pings = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, pingMs);

    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send,
        close: (code, reason) => socket.close(code, reason),
        onMessage(handle) {
          socket.on('message', (data, isBinary) => {
            if (isBinary) return socket.close(1003, 'Text frames only');
            handle(String(data)).catch((error: unknown) => {
              // Sending to a client that has just left is nobody's failure.
              if (socket.readyState !== socket.OPEN) return;
              log.error({ err: error }, 'websocket message failed');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      extra,
    );

    // Frames that break the protocol, or are too large: `ws` closes the socket with the fitting code.
    socket.on('error', (error) => log.debug({ err: error }, 'websocket broke'));
    socket.on('close', (code, reason) => {
      clearInterval(pings);
      extra.session?.close();
      closed(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'websocket failed to close'));
    });
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // No stack of ours stands behind a socket that is being refused.
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== '/graphql') return socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    server.handleUpgrade(request, socket, head, onSocket);
  });

  app.addHook('preClose', async () => {
    // "Going away": clients come again, to another replica. Operations are not completed, which would tell them that all is said.
    for (const socket of server.clients) {
      socket.close(1001, 'Going away');
      setTimeout(() => socket.terminate(), goodbyeMs).unref();
    }
    server.close();
  });
}

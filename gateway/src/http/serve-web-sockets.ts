import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { deepestJson, nestsDeeperThan, requestIdOf, type Logger } from '@offload/service-kit';
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
import { refusal, Refusal } from '../errors/refusal.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { Operations } from '../execution/run-operations.ts';
import type { ConnectionLimits, End } from '../limits/limit-concurrency.ts';
import type { AuthenticateAt } from '../limits/limit-guesses.ts';
import type { Results } from '../subscriptions/subscribe.ts';
import { checkOrigin } from './check-origin.ts';
import type { ClientAddress } from './client-address.ts';
import { refuseKeysInUrls } from './refuse-keys-in-urls.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

export interface WebSocketsOptions {
  schema: GraphQLSchema;
  operations: Operations;
  /** Looks again whether credentials hold. */
  authenticate: Authenticate;
  authenticateAt: AuthenticateAt;
  log: Logger;
  /** The most that a message may hold. */
  maxBodyBytes: number;
  limits: ConnectionLimits;
  /** How many operations may be open at the same time on one socket. */
  maxOperations: number;
  clientAddress: ClientAddress;
  /** Of pages elsewhere that may open a socket. */
  origins: readonly string[];
}

/** What a connection carries. */
interface Extra {
  socket: WebSocket;
  /** Resolves when the text has left, so that what a client does not take stays with us as one result at most. */
  send: (text: string) => Promise<void>;
  headers: IncomingMessage['headers'];
  address: string;
  /** Gives back what is counted for the address, while it is not known whose the socket is. */
  endWaiting: End;
  /** Gives back what is counted for whoever it is. */
  endKnown?: End;
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
/** The most that waits for a client to take it before it may ask for more. */
const mostUnsentBytes = 1024 * 1024;
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

/** The reason of a close frame: 123 bytes at most, cut between characters. */
const reasonOf = (text: string): string => {
  let reason = text;
  while (Buffer.byteLength(reason) > 123) reason = reason.slice(0, -1);
  return reason;
};

/** Closes with 4401, which tells graphql-ws clients not to try again, when it is the caller's fault, and with 1013, try again later, when it is not. */
function refuseSocket(socket: WebSocket, error: unknown, log: Logger): void {
  const { errors } = presentThrown(error, { requestId: randomUUID(), log });
  const isCallers = error instanceof Refusal && error.code === 'UNAUTHENTICATED';
  const { message = '', extensions } = errors[0] ?? {};
  socket.close(isCallers ? CloseCode.Unauthorized : 1013, reasonOf(isCallers ? message : `${String(extensions?.['code'])}: ${message}`));
}

function demandOperations(open: number, most: number): void {
  if (open <= most) return;
  throw refusal('SUBSCRIPTION_LIMIT_EXCEEDED', `More than ${most} operations at the same time on one WebSocket`, {
    scope: 'socket',
    limit: most,
    found: open,
  });
}

function protocolOptions({
  schema,
  operations,
  authenticate,
  authenticateAt,
  limits,
  maxOperations,
  log,
}: WebSocketsOptions): ServerOptions<Record<string, unknown>, Extra> {
  const askedIn = (args: ExecutionArgs): Asked => args.contextValue as Asked;

  return {
    connectionInitWaitTimeout: 5_000,

    async onConnect({ connectionParams, extra }) {
      try {
        const credentials = readCredentials(
          connectionParams?.['authorization'] || connectionParams?.['x-api-key'] ? connectionParams : extra.headers,
        );
        const principal = await authenticateAt(credentials, extra.address);
        if (!principal) throw unauthenticated('The connection_init carries no authorization');
        if (extra.socket.readyState !== extra.socket.OPEN) return false;

        extra.endKnown = limits.known(principal);
        extra.endWaiting();

        extra.session = openSession({ authenticate, credentials, principal, log });
        const { ended } = extra.session;
        ended.addEventListener('abort', () => refuseSocket(extra.socket, ended.reason, log));
        return true;
      } catch (error) {
        refuseSocket(extra.socket, error, log);
        return false;
      }
    },

    async onSubscribe({ extra, subscriptions }, id, payload) {
      const context: OperationContext = { caller: extra.session!, requestId: randomUUID(), address: extra.address, log };
      try {
        demandOperations(Object.keys(subscriptions).length, maxOperations);
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
  const { log, maxBodyBytes, limits, clientAddress, origins } = options;
  const protocol = makeServer(protocolOptions(options));
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });

  function onSocket(socket: WebSocket, known: Omit<Extra, 'socket' | 'send'>): void {
    const send = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        socket.send(text, (error) => {
          if (socket.isPaused && socket.bufferedAmount < mostUnsentBytes) socket.resume();
          if (error) reject(error);
          else resolve();
        });
      });
    const extra: Extra = { ...known, socket, send };
    let alive = true;
    socket.on('pong', () => {
      alive = true;
    });
    const pings = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, pingMs);

    /** Whoever asks and takes no answers is not listened to; answers, and pongs, would pile up. A client that is not listened to answers no pings, and is cut. */
    function holdBack(): void {
      if (socket.bufferedAmount >= mostUnsentBytes) socket.pause();
    }
    socket.on('ping', holdBack);

    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send,
        close: (code, reason) => socket.close(code, reason),
        onMessage(handle) {
          socket.on('message', (data, isBinary) => {
            holdBack();
            if (isBinary) return socket.close(1003, 'Text frames only');
            if (nestsDeeperThan(deepestJson, data as Buffer)) return socket.close(CloseCode.BadRequest, 'The message nests too deep');
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
      extra.endKnown?.();
      extra.session?.close();
      closed(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'websocket failed to close'));
    });
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // No stack of ours stands behind a socket that is being refused.
    socket.on('error', () => socket.destroy());
    const { url = '' } = request;
    if (url.split('?')[0] !== '/graphql') return socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');

    const address = clientAddress(request);
    try {
      refuseKeysInUrls(url);
      checkOrigin(request, origins);
      const end = limits.open();
      socket.once('close', end);
      const endWaiting = limits.wait(address);
      socket.once('close', endWaiting);
      server.handleUpgrade(request, socket, head, (opened) => onSocket(opened, { headers: request.headers, address, endWaiting }));
    } catch (error) {
      refuseUpgrade(socket, error, { requestId: requestIdOf(request), log });
    }
    return undefined;
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

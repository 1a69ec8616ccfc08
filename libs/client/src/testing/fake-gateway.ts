import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What stands where the gateway would, and does what a test tells it: it speaks both protocols of subscriptions by hand, so that it can break them. */
export interface FakeGateway {
  readonly url: string;
  /** Who asked, at each request and each connection: the authorization that was sent. */
  readonly authorizations: string[];
  /** The bodies of requests and the payloads of subscriptions. */
  readonly received: Record<string, unknown>[];
  /** How many pings came. */
  pings: number;
  /** How many subscriptions are open. */
  open(): number;
  /** How a request is answered. */
  answer: { status: number; body: string };
  /** What each subscription is given at its beginning. */
  first: unknown[];
  /** Refuses who connects: with 4401 over a WebSocket, with 401 over HTTP. */
  refusing: boolean;
  /** Answers no pings and sends no comments. */
  mute: boolean;
  /** Sends a result to every open subscription. */
  send(result: unknown): void;
  /** Says to every open subscription that there will be no more. */
  complete(): void;
  /** Cuts all connections and lets nobody in. */
  stop(): Promise<void>;
  /** Listens again, at the same address. */
  start(): Promise<void>;
}

interface Open {
  next(result: unknown): void;
  complete(): void;
}

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => JSON.parse((await request.toArray()).join('')) as Record<string, unknown>;

/** Starts it on a free port of the loopback. */
export async function startFakeGateway(): Promise<FakeGateway> {
  const subscriptions = new Set<Open>();
  let port = 0;
  let server: ReturnType<typeof createServer>;
  let sockets: WebSocketServer;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    gateway.authorizations.push(String(request.headers.authorization));
    gateway.received.push(await bodyOf(request));
    if (gateway.refusing) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ message: 'Who are you?', extensions: { code: 'UNAUTHENTICATED', requestId: 'r-401' } }] }));
      return;
    }
    if (request.url !== '/graphql/stream') {
      response.writeHead(gateway.answer.status, { 'content-type': 'application/json', 'x-request-id': 'r-1' });
      response.end(gateway.answer.body);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
    follow(
      { next: (result) => response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`), complete: () => response.end('event: complete\ndata: \n\n') },
      (gone) => response.once('close', gone),
    );
  }

  function follow(subscription: Open, onGone: (gone: () => void) => void): void {
    subscriptions.add(subscription);
    onGone(() => subscriptions.delete(subscription));
    for (const result of gateway.first) subscription.next(result);
  }

  function onSocket(socket: WebSocket): void {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; id: string; payload: Record<string, unknown> };
      const say = (what: Record<string, unknown>): void => socket.send(JSON.stringify(what));
      const { id } = message;
      switch (message.type) {
        case 'connection_init':
          gateway.authorizations.push(String(message.payload['authorization']));
          if (gateway.refusing) return socket.close(4401, 'Who are you?');
          return say({ type: 'connection_ack' });
        case 'ping':
          gateway.pings++;
          return gateway.mute ? undefined : say({ type: 'pong' });
        case 'subscribe': {
          gateway.received.push(message.payload);
          const subscription: Open = { next: (payload) => say({ type: 'next', id, payload }), complete: () => say({ type: 'complete', id }) };
          return follow(subscription, (gone) => {
            socket.once('close', gone);
            socket.on('message', (later) => {
              const { type, id: which } = JSON.parse(String(later)) as { type: string; id?: string };
              if (type === 'complete' && which === id) gone();
            });
          });
        }
        default:
          return undefined;
      }
    });
  }

  const gateway: FakeGateway = {
    get url() {
      return `http://127.0.0.1:${port}/graphql`;
    },
    authorizations: [],
    received: [],
    pings: 0,
    open: () => subscriptions.size,
    answer: { status: 200, body: '{"data":{}}' },
    first: [],
    refusing: false,
    mute: false,
    send(result) {
      for (const { next } of subscriptions) next(result);
    },
    complete() {
      for (const { complete } of subscriptions) complete();
    },
    async stop() {
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    async start() {
      server = createServer((request, response) => void handle(request, response));
      sockets = new WebSocketServer({ server });
      sockets.on('connection', onSocket);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      ({ port } = server.address() as AddressInfo);
    },
  };

  await gateway.start();
  return gateway;
}

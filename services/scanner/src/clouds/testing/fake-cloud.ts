import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the provider would get it. */
export interface CloudRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The JSON that was sent; null without a body. */
  readonly body: any;
}

export interface CloudAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is a string or bytes. */
  readonly body?: unknown;
}

/** `hang` never answers, `drop` closes the connection. */
export type Answering = (request: CloudRequest) => CloudAnswer | 'hang' | 'drop';

export interface FakeCloud {
  readonly endpoint: string;
  /** Those since the last `answer`. */
  readonly requests: CloudRequest[];
  /** Answers every later request so. */
  answer(how: Answering): void;
  stop(): Promise<void>;
}

/** Starts a server that answers what a test says, where a simulator would say what the provider does. */
export async function fakeCloud(): Promise<FakeCloud> {
  const requests: CloudRequest[] = [];
  let how: Answering = () => ({ status: 500 });
  const server = createServer((incoming, outgoing) => {
    const url = new URL(`http://fake${incoming.url}`);
    void text(incoming).then((sent) => {
      const { method = '', headers } = incoming;
      const request = { method, path: url.pathname, query: url.searchParams, headers, body: sent === '' ? null : JSON.parse(sent) };
      requests.push(request);
      const answer = how(request);
      if (answer === 'hang') return;
      if (answer === 'drop') return void incoming.socket.destroy();
      outgoing.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      const { body = {} } = answer;
      outgoing.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(next) {
      requests.length = 0;
      how = next;
    },
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

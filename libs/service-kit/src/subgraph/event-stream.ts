import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** One response of server-sent events, in the form of graphql-sse's distinct connections. */
export interface EventStream {
  /** Sends a result; resolves when the client can take more, or is gone. */
  next(result: unknown): Promise<void>;
  /** The same for a result that is written as JSON already. */
  send(json: string): Promise<void>;
  /** Says that there will be no more, and ends the response. */
  complete(): void;
}

const pingMs = 12_000;
/** A client that takes nothing for this long is cut off: what waits for it would otherwise grow. */
const longestStallMs = 30_000;

/** Starts a stream on a response. Comments every 12 s keep proxies from closing a quiet one. */
export function openEventStream(response: ServerResponse, requestId: string): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
    'x-request-id': requestId,
  });
  response.socket?.setNoDelay(true);
  response.write(':\n\n');

  const pings = setInterval(() => response.write(':\n\n'), pingMs);
  response.once('close', () => clearInterval(pings));

  async function send(json: string): Promise<void> {
    if (!response.writable) return;
    if (response.write(`event: next\ndata: ${json}\n\n`)) return;

    const stalled = setTimeout(() => response.destroy(), longestStallMs);
    const settled = new AbortController();
    try {
      await Promise.race([once(response, 'drain', settled), once(response, 'close', settled)]);
    } finally {
      clearTimeout(stalled);
      settled.abort();
    }
  }

  return {
    next: (result) => send(JSON.stringify(result)),
    send,
    complete() {
      clearInterval(pings);
      if (response.writable) response.end('event: complete\ndata: \n\n');
    },
  };
}

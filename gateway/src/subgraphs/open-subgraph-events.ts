import { setTimeout as delay } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import { Agent, request } from 'undici';
import { readEventStream } from './read-event-stream.ts';

/** A result as a subgraph sends it. */
export interface SubgraphEvent {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

export interface SubgraphEventsOptions {
  /** The service's base URL: `/graphql/stream` is asked there. */
  url: string;
  /** The operation, as JSON. */
  body: string;
  /** Made anew for every time the stream is opened, as tokens expire. */
  headers: () => Promise<Record<string, string>>;
  signal: AbortSignal;
  /** Told before each time that the stream is opened again. */
  onReopen: (failures: number, error: unknown) => void;
  /** How often in a row it may fail to open; 10 when not said: about half a minute. */
  attempts?: number;
}

export interface EventConnections {
  /**
   * The results of one subscription of a subgraph. Opened again, with growing pauses, when the connection breaks before the subgraph said
   * that it is complete: events in between are lost, so a subgraph's first event is the present state. Ends when the signal aborts. Throws
   * when the subgraph refuses, or cannot be reached for long.
   */
  events(options: SubgraphEventsOptions): AsyncGenerator<SubgraphEvent>;
  close(): Promise<void>;
}

/** The subgraph understood and said no: asking again changes nothing. */
class SubgraphRefused extends Error {
  override readonly name = 'SubgraphRefused';
}

const largestEvent = 4 * 1024 * 1024;
const longestPauseMs = 5_000;

/** Up to half of it at random: many gateways lose a subgraph at the same moment. */
const pauseMs = (failures: number): number => Math.min(250 * 2 ** (failures - 1), longestPauseMs) * (0.5 + Math.random() / 2);

/**
 * The connections that events come in by: one a subscription. Subgraphs ping every 12 s; one that is silent for three times that is gone.
 */
export function createEventConnections({ openTimeoutMs }: { openTimeoutMs: number }): EventConnections {
  const agent = new Agent({
    connections: null,
    pipelining: 1,
    connect: { timeout: 3_000 },
    headersTimeout: openTimeoutMs,
    bodyTimeout: 36_000,
    maxResponseSize: -1,
  });

  async function* open({ url, body, headers, signal }: SubgraphEventsOptions): AsyncGenerator<SubgraphEvent, boolean> {
    const response = await request(new URL('/graphql/stream', url), {
      method: 'POST',
      body,
      signal,
      dispatcher: agent,
      headers: { ...(await headers()), 'content-type': 'application/json', accept: 'text/event-stream' },
    });

    if (response.statusCode !== 200) {
      await response.body.dump();
      const isFinal = response.statusCode >= 400 && response.statusCode < 500 && response.statusCode !== 429;
      throw new (isFinal ? SubgraphRefused : Error)(`the subgraph answered with status ${response.statusCode}`);
    }

    response.body.setEncoding('utf8');
    for await (const { event, data } of readEventStream(response.body as AsyncIterable<string>, largestEvent)) {
      if (event === 'complete') return true;
      if (event === 'next') yield JSON.parse(data) as SubgraphEvent;
    }
    return false;
  }

  return {
    async *events(options) {
      const { signal, onReopen, attempts = 10 } = options;

      for (let failures = 0; !signal.aborted;) {
        let reason: unknown = new Error('the stream ended without being complete');
        try {
          const stream = open(options);
          for (;;) {
            const { done, value } = await stream.next();
            if (done && value) return;
            if (done) break;
            failures = 0;
            yield value;
          }
        } catch (error) {
          if (signal.aborted) return;
          if (error instanceof SubgraphRefused) throw error;
          reason = error;
        }

        if (++failures > attempts) throw reason;
        onReopen(failures, reason);
        await delay(pauseMs(failures), undefined, { signal }).catch(() => undefined);
      }
    },
    close: () => agent.destroy(),
  };
}

import { createClient } from 'graphql-ws/client';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { ClientOptions } from '../client/client-options.ts';
import { GraphqlRequestError, localFailure, readFailures } from '../errors/graphql-request-error.ts';
import { authorization } from '../request/send-request.ts';
import type { GraphqlFailureReason, SubscriptionTransport } from './connection.ts';
import { isPassingRefusal } from './passing-refusal.ts';

const unauthorized = 4401;
/** Codes that say: what this client sends is wrong, and would be again. All others say that a server is going away, or not there yet. */
const fatalCodes = new Set([1002, 1003, 1007, 1008, 1009, 4004, 4400, 4403, 4406, 4409, 4429]);
const ackWaitMs = 10_000;
/** How long a connection without subscriptions is kept for the next one. */
const idleMs = 3_000;

/** What graphql-ws fails with: errors of the graph (an array), an event of the socket's end, or an error. */
function reasonOf(failure: unknown): GraphqlFailureReason {
  if (failure instanceof GraphqlRequestError) return { error: failure, passing: false };
  if (Array.isArray(failure)) {
    const error = new GraphqlRequestError(readFailures(failure as GraphQLFormattedError[]));
    return { error, passing: isPassingRefusal(error) };
  }
  const { code, reason } = (typeof failure === 'object' && failure !== null ? failure : {}) as { code?: unknown; reason?: unknown };
  if (code === unauthorized) return { error: localFailure('UNAUTHENTICATED', String(reason || 'The credentials do not hold')), passing: false };
  const said = typeof code === 'number' ? ` (${code}${reason ? `: ${String(reason)}` : ''})` : '';
  return { error: localFailure('UNREACHABLE', `The connection for subscriptions was lost${said}`, { cause: failure }), passing: typeof code !== 'number' || !fatalCodes.has(code) };
}

/**
 * Subscriptions over graphql-transport-ws: all of a client over one WebSocket, which is opened for the first and closed after the last. The socket is pinged, and cut
 * when nothing is heard of it.
 */
export function overWebSocket({ url, token, webSocket, keepAliveMs = 15_000 }: ClientOptions): SubscriptionTransport {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => clearTimeout(deadline);

  const { location } = globalThis as { location?: { href: string } };

  const client = createClient({
    url: new URL(url, location?.href).href.replace(/^http/, 'ws'),
    connectionParams: () => authorization(token),
    ...(webSocket ? { webSocketImpl: webSocket } : {}),
    retryAttempts: 0,
    keepAlive: keepAliveMs,
    connectionAckWaitTimeout: ackWaitMs,
    lazyCloseTimeout: idleMs,
    on: {
      ping(received) {
        if (received) return;
        clearTimeout(deadline);
        deadline = setTimeout(() => client.terminate(), keepAliveMs);
      },
      message: heard,
      closed: heard,
    },
  });

  return {
    open: (subscription, sink) =>
      client.subscribe<Record<string, unknown>, Record<string, unknown>>(subscription, {
        next: (result) => sink.result(result as FormattedExecutionResult),
        error: (failure) => sink.failed(reasonOf(failure)),
        complete: () => sink.completed(),
      }),
    close() {
      // It fails when the socket that it waits for fails: then there is nothing to let go of.
      Promise.resolve(client.dispose()).then(heard, heard);
    },
  };
}

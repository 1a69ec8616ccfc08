import { createClient, NetworkError } from 'graphql-sse';
import type { FormattedExecutionResult } from 'graphql';
import type { ClientOptions } from '../client/client-options.ts';
import { GraphqlRequestError, localFailure, readFailures } from '../errors/graphql-request-error.ts';
import { authorization, readAnswer } from '../request/send-request.ts';
import type { GraphqlFailureReason, SubscriptionTransport } from './connection.ts';
import { isPassingRefusal } from './passing-refusal.ts';

async function reasonOf(failure: unknown): Promise<GraphqlFailureReason> {
  if (failure instanceof GraphqlRequestError) return { error: failure, passing: false };
  const response = failure instanceof NetworkError ? (failure as NetworkError<Response>).response : undefined;
  if (!response) return { error: localFailure('UNREACHABLE', 'The connection for a subscription was lost', { cause: failure }), passing: failure instanceof NetworkError };

  try {
    const { errors = [] } = await readAnswer(response);
    const error = new GraphqlRequestError(readFailures(errors), { status: response.status });
    return { error, passing: response.status >= 500 || isPassingRefusal(error) };
  } catch (error) {
    // A proxy speaks while the gateway is away.
    return { error: error as Error, passing: response.status >= 500 };
  }
}

/** The bytes of a body for as long as some come: the gateway sends at least a comment every 12 seconds. After a longer silence the response is cut. */
async function* whileHeard(body: ReadableStream<Uint8Array>, silenceMs: number, cut: AbortController): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  for (;;) {
    const deadline = setTimeout(() => cut.abort(new Error(`nothing was heard for ${silenceMs} ms`)), silenceMs);
    const { done, value } = await reader.read().finally(() => clearTimeout(deadline));
    if (done) return;
    yield value;
  }
}

/** Subscriptions over server-sent events at `<url>/stream`: a response each. */
export function overEventStream({ url, token, fetch = globalThis.fetch, keepAliveMs = 15_000 }: ClientOptions): SubscriptionTransport {
  async function fetchWatched(input: string, init: RequestInit): Promise<Pick<Response, 'ok'> & { body: AsyncIterable<Uint8Array> | null }> {
    const cut = new AbortController();
    const response = await fetch(input, { ...init, signal: AbortSignal.any([cut.signal, ...(init.signal ? [init.signal] : [])]) });
    // Of a response that is good, graphql-sse takes the bytes and nothing else.
    return response.ok && response.body ? { ok: true, body: whileHeard(response.body, 2 * keepAliveMs, cut) } : response;
  }

  const client = createClient({
    url: `${url}/stream`,
    headers: () => authorization(token),
    fetchFn: fetchWatched,
    retryAttempts: 0,
  });

  return {
    open: (subscription, sink) =>
      client.subscribe<Record<string, unknown>, Record<string, unknown>>(subscription, {
        next: (result) => sink.result(result as FormattedExecutionResult),
        error: (failure) => void reasonOf(failure).then((reason) => sink.failed(reason)),
        complete: () => sink.completed(),
      }),
    close: () => client.dispose(),
  };
}

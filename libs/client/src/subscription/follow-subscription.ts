import type { FormattedExecutionResult } from 'graphql';
import type { OperationOptions, RetryOptions } from '../client/client-options.ts';
import { GraphqlRequestError, localFailure, readFailures } from '../errors/graphql-request-error.ts';
import type { GraphqlFailureReason, SubscriptionText, SubscriptionTransport } from './connection.ts';
import { isFullAfterLoss, isPassingRefusal } from './passing-refusal.ts';
import { pushed } from './pushed.ts';

const fallback: RetryOptions = { attempts: 15, shortestMs: 500, longestMs: 30_000 };

/** Resolves after a random time, or at once when the signal says so. */
function pause(mostMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.random() * mostMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

/** The data of a result. What could not be answered at all is an error. */
function dataOf({ data, errors = [] }: FormattedExecutionResult, onPartial: OperationOptions['onPartial']): Record<string, unknown> {
  const failures = readFailures(errors);
  if (!data) throw failures.length > 0 ? new GraphqlRequestError(failures) : localFailure('UNEXPECTED_ANSWER', 'An event holds neither data nor errors');
  if (failures.length > 0) onPartial?.(failures);
  return data;
}

/**
 * The results of a subscription, over as many connections as it takes: when one is lost the subscription is opened again after a random wait. What happened in between
 * is not made up for; the graph's subscriptions begin with the present state. Ends when the server has said everything, when `signal` is aborted and when the loop is
 * left. Throws a `GraphqlRequestError`: when it is refused, when the credentials do not hold, and when the gateway stays away for `retry.attempts` tries in a row.
 */
export async function* followSubscription(
  transport: SubscriptionTransport,
  subscription: SubscriptionText,
  { signal, onPartial, retry }: { signal: AbortSignal; onPartial?: OperationOptions['onPartial']; retry?: Partial<RetryOptions> | undefined },
): AsyncGenerator<Record<string, unknown>, void> {
  const { attempts, shortestMs, longestMs } = { ...fallback, ...retry };

  let wasOpen = false;
  for (let failures = 0; !signal.aborted; ) {
    let lost: GraphqlFailureReason | undefined;
    const results = pushed<FormattedExecutionResult>(signal);
    const end = transport.open(subscription, {
      result: (result) => results.push(result),
      completed: () => results.end(),
      failed(reason) {
        lost = reason;
        results.end();
      },
    });

    try {
      for await (const result of results) {
        const data = dataOf(result, onPartial);
        failures = 0;
        wasOpen = true;
        yield data;
      }
    } catch (error) {
      // Said as an event and meant as a refusal: the gateway gave up on a subgraph.
      if (!(error instanceof GraphqlRequestError)) throw error;
      lost = { error, passing: isPassingRefusal(error) };
    } finally {
      end();
    }

    if (signal.aborted || !lost) return;
    const passes = lost.passing || (wasOpen && isFullAfterLoss(lost.error));
    if (!passes || ++failures > attempts) throw lost.error;
    await pause(Math.min(longestMs, shortestMs * 2 ** (failures - 1)), signal);
  }
}

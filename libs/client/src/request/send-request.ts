import type { FormattedExecutionResult } from 'graphql';
import type { ClientOptions, OperationOptions } from '../client/client-options.ts';
import { GraphqlRequestError, localFailure, readFailures } from '../errors/graphql-request-error.ts';
import type { OperationText } from './operation-text.ts';

/** The headers that say who asks. Throws `NO_TOKEN` when there is nobody to ask as, with the reason as its cause. */
export async function authorization(token: ClientOptions['token']): Promise<{ authorization: string }> {
  try {
    return { authorization: `Bearer ${await token()}` };
  } catch (cause) {
    throw localFailure('NO_TOKEN', 'No credentials could be had for the request', { cause });
  }
}

/** Reads an answer of the graph, whatever its status. Throws `UNEXPECTED_ANSWER` for what is not one: the page of a proxy. */
export async function readAnswer(response: Response): Promise<FormattedExecutionResult> {
  const facts = { status: response.status, requestId: response.headers.get('x-request-id') ?? undefined };
  let answer: FormattedExecutionResult | null;
  try {
    answer = (await response.json()) as FormattedExecutionResult | null;
  } catch (cause) {
    throw localFailure('UNEXPECTED_ANSWER', `What answered with status ${response.status} is not the graph`, { ...facts, cause });
  }
  if (typeof answer !== 'object' || answer === null || !('data' in answer || Array.isArray(answer.errors))) {
    throw localFailure('UNEXPECTED_ANSWER', `What answered with status ${response.status} is not the graph`, facts);
  }
  return answer;
}

/**
 * Sends a query or a mutation by POST and gives its data. Throws a `GraphqlRequestError` when the answer has errors, unless there is data and somebody to be told of
 * what is missing; the signal's reason when it was aborted.
 */
export async function sendRequest(
  { url, token, fetch = globalThis.fetch }: ClientOptions,
  operation: OperationText & { variables: unknown },
  { signal, onPartial }: OperationOptions,
): Promise<unknown> {
  const headers = { ...(await authorization(token)), 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  signal?.throwIfAborted();

  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(operation), ...(signal ? { signal } : {}) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw localFailure('UNREACHABLE', 'The graph does not answer', { cause });
  }

  let answer: FormattedExecutionResult;
  try {
    answer = await readAnswer(response);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  const { data, errors = [] } = answer;
  if (errors.length === 0 && data) return data;

  const failures = readFailures(errors);
  if (data && onPartial) {
    onPartial(failures);
    return data;
  }
  const facts = { data, status: response.status, requestId: response.headers.get('x-request-id') ?? undefined };
  throw failures.length > 0 ? new GraphqlRequestError(failures, facts) : localFailure('UNEXPECTED_ANSWER', 'The answer holds neither data nor errors', facts);
}

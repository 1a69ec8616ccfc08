import { HttpResponse, buildQueryString } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import { Agent, type Dispatcher } from 'undici';
import { ConnectionFailed } from '../http/connection-failed.ts';

export interface LeanHttpHandlerOptions {
  /** How long a connection may take, TLS included. */
  readonly connectionTimeoutMs: number;
  /** How long the headers of an answer may take, and then each pause in its body. */
  readonly silenceTimeoutMs: number;
  /** Connections kept to each host. */
  readonly connections: number;
}

/**
 * Sends the SDK's requests over connections that are kept and reused, and gives it answers that are read whole: a scan makes tens of thousands of small
 * calls, and Node's own client with its streams costs more than twice as much a call. No proxy of the environment is used, and no redirect followed. Rejects
 * with {@link ConnectionFailed} when there is no answer.
 */
export class LeanHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #agent: Agent;

  constructor({ connectionTimeoutMs, silenceTimeoutMs, connections }: LeanHttpHandlerOptions) {
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      headersTimeout: silenceTimeoutMs,
      bodyTimeout: silenceTimeoutMs,
      connect: { timeout: connectionTimeoutMs },
    });
  }

  handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    return new Promise((resolve, reject) => {
      const answer = new WholeAnswer(
        (response) => resolve({ response }),
        (error) => reject(new ConnectionFailed(withSystemCode(error))),
      );
      if (abortSignal) answer.endWith(abortSignal as AbortSignal);
      this.#agent.dispatch(dispatchOf(request), answer);
    });
  }

  /** Clients of the SDK destroy the handler that they were given; this one belongs to all of them. */
  destroy(): void {}

  /** Closes every connection, also those in use. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function dispatchOf({ protocol, hostname, port, method, path, query, headers, body }: HttpRequest): Agent.DispatchOptions {
  const search = query ? buildQueryString(query) : '';
  const { host: _host, ...others } = headers;
  return {
    origin: `${protocol}//${hostname}${port ? `:${port}` : ''}`,
    method: method as Dispatcher.HttpMethod,
    path: search ? `${path}?${search}` : path,
    headers: headers['host'] === undefined ? others : headers,
    body: body === undefined || body === '' ? null : body,
  };
}

/** The SDK tries again what the system's codes say, and does not know undici's. */
const systemCodes: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
};

function withSystemCode(error: Error & { code?: string }): Error {
  const code = systemCodes[error.code ?? ''];
  return code ? Object.assign(new Error(error.message, { cause: error }), { code }) : error;
}

/** Gathers an answer, and gives it once it is whole. */
class WholeAnswer implements Dispatcher.DispatchHandler {
  readonly #onAnswer: (response: HttpResponse) => void;
  readonly #onFailure: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #statusCode = 0;
  #reason: string | undefined;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #signal: AbortSignal | undefined;
  readonly #abort = (): void => this.#controller?.abort(this.#signal!.reason as Error);

  constructor(onAnswer: (response: HttpResponse) => void, onFailure: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#onFailure = onFailure;
  }

  /** Ends the request when the signal does. */
  endWith(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) this.#abort();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: NodeJS.Dict<string | string[]>, reason?: string): void {
    this.#statusCode = statusCode;
    this.#reason = reason;
    for (const [name, value] of Object.entries(headers)) this.#headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    // A copy, also of a single chunk: the SDK changes the prototype of what it gets.
    const body = new Uint8Array(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks));
    this.#onAnswer(new HttpResponse({ statusCode: this.#statusCode, reason: this.#reason ?? '', headers: this.#headers, body }));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#onFailure(error);
  }
}

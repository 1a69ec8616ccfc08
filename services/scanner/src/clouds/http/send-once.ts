import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import { ConnectionFailed } from './connection-failed.ts';

/** A page of a thousand resources is five. */
const maxAnswerBytes = 64 * 1024 * 1024;
const requestTimeoutMs = 20_000;
/** What tells the simulator which of the provider's hosts a request is meant for. */
const simulatedHostHeader = 'x-simulator-host';

// One agent for every session of the process, so that connections are kept and reused.
const agent = new Agent({ connections: 64, pipelining: 1, connect: { timeout: 3_000 } });
const unzip = promisify(gunzip);

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** The provider's own: `https://management.azure.com/…`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SendOptions {
  /** Whether the session's token is for that host. A link to the next page comes from an answer: the token must not follow it elsewhere. */
  readonly isOwnHost: (host: string) => boolean;
  /** The simulator's address; null: the provider itself. */
  readonly endpointOverride: string | null;
  /** For a whole request, the answer's body included. */
  readonly timeoutMs?: number;
  /** How long an answer may be, unpacked. */
  readonly maxBytes?: number;
}

/**
 * Sends a request to the provider or to the simulator, and reads the answer whole, whatever its status. No proxy of the environment is used and no redirect
 * followed. Rejects with `ConnectionFailed` when there is no answer in time, and with `UnexpectedAnswer` when it is too long or the host is another's.
 */
export async function sendOnce(
  { method, url, headers, body }: HttpRequest,
  { isOwnHost, endpointOverride, timeoutMs = requestTimeoutMs, maxBytes = maxAnswerBytes }: SendOptions,
): Promise<HttpAnswer> {
  const asked = new URL(url);
  if (asked.protocol !== 'https:' || !isOwnHost(asked.host)) throw new UnexpectedAnswer('a link to another host');
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), timeoutMs);
  try {
    const answer = await agent.request({
      origin: endpointOverride ?? asked.origin,
      path: `${asked.pathname}${asked.search}`,
      method,
      headers: { ...headers, 'accept-encoding': 'gzip', ...(endpointOverride !== null && { [simulatedHostHeader]: asked.host }) },
      body: body ?? null,
      signal: timeout.signal,
    });
    return await readWhole(answer, maxBytes);
  } catch (error) {
    throw error instanceof UnexpectedAnswer ? error : new ConnectionFailed(error);
  } finally {
    clearTimeout(timer);
  }
}

async function readWhole({ statusCode, headers, body }: Dispatcher.ResponseData, maxBytes: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  const text = headers['content-encoding'] === 'gzip' ? await unzipped(whole, maxBytes) : whole;
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0]! : (value ?? '')]);
  return { status: statusCode, headers: Object.fromEntries(single), body: text.toString('utf8') };
}

async function unzipped(whole: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unzip(whole, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong();
    throw error;
  }
}

const tooLong = (): UnexpectedAnswer => new UnexpectedAnswer('an answer that is longer than any page');

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import { ConnectionFailed } from './connection-failed.ts';

/** A thousand assets are five, unless instances carry long scripts in their metadata. */
const maxAnswerBytes = 64 * 1024 * 1024;
const requestTimeoutMs = 20_000;
/** What tells the simulator which of the provider's hosts a request is meant for. */
const simulatedHostHeader = 'x-simulator-host';
const googleHost = /^[a-z][a-z0-9-]*\.googleapis\.com$/;

// One agent for every session of the process, so that connections are kept and reused.
const agent = new Agent({ connections: 64, pipelining: 1, connect: { timeout: 3_000 } });
const unzip = promisify(gunzip);

export interface GcpRequest {
  readonly method: 'GET' | 'POST';
  /** `https://cloudasset.googleapis.com/v1/…` */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface GcpAnswer {
  readonly status: number;
  /** What `retry-after` says; null when the answer has none. */
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Sends a request once, or as often as it takes. */
export type SendGcp = (request: GcpRequest) => Promise<GcpAnswer>;

export interface GcpHttpOptions {
  readonly accessToken: string;
  /** The simulator's address; null: Google itself. */
  readonly endpointOverride: string | null;
  /** For a whole request, its body included. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/**
 * Sends requests with a lease's token, to Google or to the simulator, each once. No proxy of the environment is used, no redirect followed, and no host but
 * Google's gets the token. Rejects with `ConnectionFailed` when there is no answer in time, and with `UnexpectedAnswer` when it is too long.
 */
export function gcpHttp({ accessToken, endpointOverride, timeoutMs = requestTimeoutMs, maxBytes = maxAnswerBytes }: GcpHttpOptions): SendGcp {
  return async ({ method, url, headers, body }) => {
    const { target, hostHeader } = addressOf(url, endpointOverride);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), timeoutMs);
    try {
      const answer = await agent.request({
        origin: target.origin,
        path: `${target.pathname}${target.search}`,
        method,
        headers: {
          ...headers,
          accept: 'application/json',
          authorization: `Bearer ${accessToken}`,
          'accept-encoding': 'gzip',
          // Google compresses only for agents that say that they understand it.
          'user-agent': 'offload-security (gzip)',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...hostHeader,
        },
        body: body ?? null,
        signal: timeout.signal,
      });
      return await readWhole(answer, maxBytes);
    } catch (error) {
      throw error instanceof UnexpectedAnswer ? error : new ConnectionFailed(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

function addressOf(url: string, endpointOverride: string | null): { target: URL; hostHeader: Record<string, string> } {
  const asked = new URL(url);
  if (asked.protocol !== 'https:' || asked.port !== '' || !googleHost.test(asked.hostname)) {
    throw new UnexpectedAnswer('a request for a host that is not of Google’s APIs');
  }
  if (endpointOverride === null) return { target: asked, hostHeader: {} };
  return { target: new URL(`${asked.pathname}${asked.search}`, endpointOverride), hostHeader: { [simulatedHostHeader]: asked.hostname } };
}

async function readWhole({ statusCode, headers, body }: Dispatcher.ResponseData, maxBytes: number): Promise<GcpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  const text = headers['content-encoding'] === 'gzip' ? await unzipped(whole, maxBytes) : whole;
  const retryAfter = headers['retry-after'];
  return { status: statusCode, retryAfter: (Array.isArray(retryAfter) ? retryAfter[0] : retryAfter) ?? null, body: text.toString('utf8') };
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

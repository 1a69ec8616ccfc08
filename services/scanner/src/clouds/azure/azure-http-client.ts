import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { Agent, type Dispatcher } from 'undici';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import { ConnectionFailed } from './connection-failed.ts';

/** The host of Resource Manager: the only one that a session's token is for. */
export const armHost = 'management.azure.com';

/** A page of a thousand virtual machines is five. */
const maxAnswerBytes = 64 * 1024 * 1024;
const requestTimeoutMs = 20_000;
/** What tells the simulator which of the provider's hosts a request is meant for. */
const simulatedHostHeader = 'x-simulator-host';

// One agent for every session of the process, so that connections are kept and reused.
const agent = new Agent({ connections: 64, pipelining: 1, connect: { timeout: 3_000 } });
const unzip = promisify(gunzip);

export interface AzureHttpClientOptions {
  /** The simulator's address; null: Azure itself. */
  readonly endpointOverride: string | null;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/**
 * Sends the requests of Azure's clients, to Azure or to the simulator. No proxy of the environment is used, no redirect followed, and no host but
 * Resource Manager's gets the token. Rejects with `ConnectionFailed` when there is no answer in time, and with `UnexpectedAnswer` when it is too
 * long.
 */
export function azureHttpClient({ endpointOverride, timeoutMs = requestTimeoutMs, maxBytes = maxAnswerBytes }: AzureHttpClientOptions): HttpClient {
  return {
    async sendRequest(request) {
      const { target, hostHeader } = addressOf(request.url, endpointOverride);
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), timeoutMs);
      try {
        const answer = await agent.request({
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: request.method as Dispatcher.HttpMethod,
          headers: { ...request.headers.toJSON({ preserveCase: false }), 'accept-encoding': 'gzip', ...hostHeader },
          body: typeof request.body === 'string' ? request.body : null,
          signal: request.abortSignal ? AbortSignal.any([timeout.signal, request.abortSignal as AbortSignal]) : timeout.signal,
        });
        return await readWhole(request, answer, maxBytes);
      } catch (error) {
        if (error instanceof UnexpectedAnswer || request.abortSignal?.aborted) throw error;
        throw new ConnectionFailed(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function addressOf(url: string, endpointOverride: string | null): { target: URL; hostHeader: Record<string, string> } {
  const asked = new URL(url);
  // A link to the next page comes from an answer: the token must not follow it elsewhere.
  if (asked.protocol !== 'https:' || asked.host !== armHost) throw new UnexpectedAnswer('a link to another host');
  if (endpointOverride === null) return { target: asked, hostHeader: {} };
  return { target: new URL(`${asked.pathname}${asked.search}`, endpointOverride), hostHeader: { [simulatedHostHeader]: asked.host } };
}

async function readWhole(
  request: PipelineRequest,
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<PipelineResponse> {
  const { createHttpHeaders } = await import('@azure/core-rest-pipeline');
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
  return { request, status: statusCode, headers: createHttpHeaders(Object.fromEntries(single)), bodyAsText: text.toString('utf8') };
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

import { setTimeout as wait } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Clouds } from '../clouds.ts';
import { GcpError } from './gcp-error.ts';

export interface GcpRequest {
  /** For errors, as `cloudresourcemanager:getProject`. */
  operation: string;
  method: 'GET' | 'POST';
  /** The real one; https only. */
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

export interface GcpResponse {
  status: number;
  /** What the JSON said; null when it was none. */
  body: unknown;
  /** How far Google's clock is ahead of ours, in ms; null when the answer had no date. */
  clockOffsetMs: number | null;
}

/** Carries requests to Google and brings back whatever is answered. */
export interface GcpTransport {
  /**
   * Throttled requests, and those that a server failed or a connection lost, are tried again twice.
   * @throws GcpError `UNREACHABLE` when nothing was answered.
   */
  send(request: GcpRequest): Promise<GcpResponse>;
  close(): void;
}

const attempts = 3;
const firstPauseMs = 200;
const longestPauseMs = 2_000;
/** What is asked here answers with some kilobytes. */
const mostResponseBytes = 4 * 1024 * 1024;

const isTimeout = (code: string): boolean => /TIMEOUT/.test(code);

/**
 * The way to Google. Nothing of the process's environment decides where requests go: no proxy, no metadata server, and redirects are not followed.
 * With the simulator every request goes there, and none anywhere else.
 */
export function createGcpTransport(clouds: Clouds, { timeoutMs = 10_000 }: { timeoutMs?: number } = {}): GcpTransport {
  const agent = new Agent({
    connect: { timeout: 3_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: mostResponseBytes,
  });

  async function attempt({ operation, method, url, headers, body }: GcpRequest): Promise<GcpResponse & { retryAfter: string | null }> {
    if (url.protocol !== 'https:' || !url.hostname.endsWith('.googleapis.com')) throw new Error(`${operation} does not lead to Google`);
    const isSimulated = clouds.mode === 'simulator';

    try {
      const answer = await agent.request({
        origin: isSimulated ? new URL(clouds.url).origin : url.origin,
        path: url.pathname + url.search,
        method,
        headers: { accept: 'application/json', ...headers, ...(isSimulated && { 'x-simulator-host': url.host }) },
        ...(body !== undefined && { body }),
      });
      const text = await answer.body.text();
      const retryAfter = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        body: parseJson(text),
        clockOffsetMs: offsetOf(answer.headers['date']),
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      };
    } catch (error) {
      // Neither the cause nor its message: they may quote the request.
      const { code } = (error ?? {}) as { code?: unknown };
      throw new GcpError(operation, 'UNREACHABLE', typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'NetworkError');
    }
  }

  return {
    async send(request) {
      for (let tried = 1; ; tried += 1) {
        const isLast = tried === attempts;
        let retryAfter: string | null = null;
        try {
          const answer = await attempt(request);
          const isPassing = answer.status === 429 || (answer.status >= 500 && answer.status !== 501);
          if (!isPassing || isLast) return { status: answer.status, body: answer.body, clockOffsetMs: answer.clockOffsetMs };
          ({ retryAfter } = answer);
        } catch (error) {
          // Whoever let us wait to the end will not be faster the next time.
          if (!(error instanceof GcpError) || isLast || isTimeout(error.code)) throw error;
        }
        await wait(pauseMs(tried, retryAfter));
      }
    },
    close: () => void agent.destroy(),
  };
}

/** Doubling, by chance a little less, so that those who were refused together do not return together; or as was asked for, within reason. */
function pauseMs(tried: number, retryAfter: string | null): number {
  const asked = Number(retryAfter ?? Number.NaN) * 1000;
  const own = firstPauseMs * 2 ** (tried - 1) * (0.5 + Math.random() / 2);
  return Math.min(longestPauseMs, Number.isFinite(asked) && asked > 0 ? asked : own);
}

/** By the machine's own clock, which is also the one that assertions are signed by. */
function offsetOf(date: string | string[] | undefined): number | null {
  const time = Date.parse(String(date));
  return Number.isNaN(time) ? null : time - Date.now();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

import type { Endpoint, Endpoints, InternalApi } from '@offload/contracts';
import { Pool } from 'undici';
import { z } from 'zod';
import { currentActor } from '../audit/actor.ts';
import type { TokenIssuer } from '../internal-tokens/create-token-issuer.ts';
import { currentTraceparent, traced } from '../telemetry/trace.ts';
import { describeIssues, type InvalidPart } from '../validation/describe-issues.ts';
import { defaultTimeoutMs, pathOfVerb, type InputOf, type OutputOf, type VerbOf } from './endpoint-types.ts';
import { OutageError } from '../subgraph/request-error.ts';
import { InternalCallError } from './internal-call-error.ts';

export interface InternalCallOptions {
  /** For whom the call is made; `platformTenantId` for calls that concern no tenant. */
  tenantId: string;
  /** Ends the call early. It rejects with `TIMEOUT`. */
  signal?: AbortSignal;
  /** Follows the request through the logs of both sides. */
  requestId?: string;
}

export type InternalClient<E extends Endpoints> = {
  [V in VerbOf<E>]: (input: InputOf<E[V]>, options: InternalCallOptions) => Promise<OutputOf<E[V]>>;
} & {
  /** Closes the connections. */
  close(): Promise<void>;
};

export interface InternalClientOptions {
  /** The other service's base URL, as `http://credentials:4000`. */
  url: string;
  issuer: TokenIssuer;
  /** Overrides what the endpoints say, in milliseconds. */
  timeoutMs?: number;
  /** The most an answer may hold; 4 MiB when not said. */
  maxResponseBytes?: number;
}

interface Answer {
  status: number;
  body: unknown;
}

/** The typed client of another service's internal API. Its calls reject with `InternalCallError` only. */
export function createInternalClient<E extends Endpoints>(
  api: InternalApi<E>,
  { url, issuer, timeoutMs, maxResponseBytes = 4 * 1024 * 1024 }: InternalClientOptions,
): InternalClient<E> {
  const pool = new Pool(new URL(url).origin, {
    connections: 32,
    keepAliveTimeout: 30_000,
    connect: { timeout: 3_000 },
    maxResponseSize: maxResponseBytes,
  });

  async function send(verb: string, endpoint: Endpoint<unknown, unknown>, input: unknown, options: InternalCallOptions): Promise<Answer> {
    const call = `${api.service}.${verb}`;
    const encoded = z.safeEncode(endpoint.input, input);
    if (!encoded.success) throw new InternalCallError({ code: 'INVALID', call, issues: describeIssues(endpoint.input, encoded.error) });

    const traceparent = currentTraceparent();
    const limit = AbortSignal.timeout(timeoutMs ?? endpoint.timeoutMs ?? defaultTimeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;

    const who = currentActor();
    try {
      const token = await issuer.issue({
        audience: api.service,
        tenantId: options.tenantId,
        subject: `service:${issuer.issuer}`,
        roles: [],
        scopes: [],
        ...(who && { extra: { actor: who } }),
      });
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: pathOfVerb(verb),
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          ...(traceparent ? { traceparent } : {}),
          ...(options.requestId ? { 'x-request-id': options.requestId } : {}),
        },
        body: JSON.stringify(encoded.data),
        headersTimeout: 0,
        bodyTimeout: 0,
        signal,
      });
      return { status: statusCode, body: parseAnswer(await body.text()) };
    } catch (error) {
      throw new InternalCallError({ code: codeOfFailure(error, signal), call, cause: error });
    }
  }

  async function invoke(
    verb: string,
    endpoint: Endpoint<unknown, unknown>,
    input: unknown,
    options: InternalCallOptions,
  ): Promise<unknown> {
    const call = `${api.service}.${verb}`;
    const { status, body } = await send(verb, endpoint, input, options);

    if (status !== 200) {
      const { requestId, issues, outage } = errorOf(body);
      throw new InternalCallError({ code: outage ? 'OUTAGE' : codeOfStatus(status), call, requestId, issues, outage });
    }

    const output = endpoint.output.safeParse(body);
    if (!output.success) throw new InternalCallError({ code: 'INVALID', call, issues: describeIssues(endpoint.output, output.error) });
    return output.data;
  }

  const calls = Object.fromEntries(
    Object.entries(api.endpoints).map(([verb, endpoint]) => [
      verb,
      (input: unknown, options: InternalCallOptions) =>
        traced(`call ${api.service}.${verb}`, {}, () => invoke(verb, endpoint, input, options)),
    ]),
  );
  return { ...calls, close: () => pool.close() } as InternalClient<E>;
}

/** undefined for what is not JSON: it then fits no contract. */
function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const failure = z.object({
  error: z.object({
    requestId: z.string().max(64).optional().catch(undefined),
    issues: z
      .array(z.object({ path: z.string().max(500), expected: z.string().max(500) }))
      .max(20)
      .optional()
      .catch(undefined),
    outage: z
      .object({ code: z.enum(['SECRET_STORE_UNAVAILABLE']), message: z.string().max(500), remedy: z.string().max(500) })
      .optional()
      .catch(undefined),
  }),
});

interface Failure {
  requestId?: string | undefined;
  issues?: InvalidPart[] | undefined;
  outage?: OutageError | undefined;
}

function errorOf(body: unknown): Failure {
  const { outage, ...rest } = failure.safeParse(body).data?.error ?? {};
  return { ...rest, ...(outage && { outage: new OutageError(outage.code, outage.message, outage.remedy) }) };
}

function codeOfStatus(status: number): InternalCallError['code'] {
  if (status === 401 || status === 403) return 'REFUSED';
  // A proxy or a service that is just starting.
  if (status === 502 || status === 503 || status === 504) return 'UNREACHABLE';
  return status >= 500 ? 'INTERNAL' : 'INVALID';
}

function codeOfFailure(error: unknown, signal: AbortSignal): InternalCallError['code'] {
  const { code } = error as { code?: unknown };
  if (signal.aborted || code === 'UND_ERR_CONNECT_TIMEOUT') return signal.aborted ? 'TIMEOUT' : 'UNREACHABLE';
  return code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? 'INVALID' : 'UNREACHABLE';
}

import { lookup as resolveHost } from 'node:dns/promises';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { Agent, request } from 'undici';
import { isError } from '../logging/serialize-error.ts';
import { createAddressPolicy, type AddressPolicy } from './address-policy.ts';
import { EgressError } from './egress-error.ts';

export interface EgressRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** For the whole call; 10 s when not said. */
  timeoutMs?: number;
  /** The most that is read of the answer; 1 MiB when not said. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface EgressResponse {
  /** Also of a redirect, which is never followed. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  text(): string;
  /** Throws a SyntaxError when the body is not JSON. */
  json(): unknown;
}

/** What a connection presents and trusts, as a kubeconfig gives it (PEM). */
export interface EgressTls {
  ca?: string;
  cert?: string;
  key?: string;
}

export interface EgressGuardOptions {
  /** CIDR ranges that the operator allows although they are not public; within them plain http is allowed too. */
  allow: readonly string[];
  tls?: EgressTls;
  /** How names are resolved; the system's resolver when not said. */
  resolve?: (hostname: string) => Promise<LookupAddress[]>;
}

export interface EgressGuard {
  /**
   * Calls a URL that a user gave. https only (http within allowed ranges); the address is checked after resolution, for each connection,
   * and is the one connected to. Redirects are not followed, answers are capped and not decompressed, proxies are not used.
   * Rejects with `EgressError` only.
   */
  fetch(url: string, options?: EgressRequest): Promise<EgressResponse>;
  /** Throws the `EgressError` that a call would meet, as far as the URL alone tells: for refusing it when it is entered. Nothing is resolved or called. */
  check(url: string): void;
  /** Closes the connections. */
  close(): Promise<void>;
}

type LookupCallback = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/**
 * Resolves for one connection, and hands over only addresses that may be called: the check and the use are of the same answer, so a
 * name cannot change in between. One forbidden address among several refuses all.
 */
function checkedLookup(resolve: (hostname: string) => Promise<LookupAddress[]>, mayCall: (address: string) => boolean) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    resolve(hostname).then(
      (addresses) => {
        if (addresses.length === 0) return callback(new EgressError('UNRESOLVABLE', `${hostname} has no address`));
        if (!addresses.every(({ address }) => mayCall(address))) {
          return callback(new EgressError('FORBIDDEN_ADDRESS', `${hostname} leads to an address that may not be called`));
        }
        if (options.all) return callback(null, addresses);
        return callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error: unknown) => callback(new EgressError('UNRESOLVABLE', `${hostname} cannot be resolved`, error)),
    );
  };
}

/** A guard for everything that a user can make the platform call: webhooks, cluster hosts, registry realms, discovery documents. */
export function createEgressGuard({
  allow,
  tls = {},
  resolve = (hostname) => resolveHost(hostname, { all: true }),
}: EgressGuardOptions): EgressGuard {
  const policy = createAddressPolicy(allow);
  const agentFor = (mayCall: (address: string) => boolean): Agent =>
    new Agent({
      connections: 16,
      keepAliveTimeout: 10_000,
      connect: { timeout: 5_000, ...tls, lookup: checkedLookup(resolve, mayCall) as never },
    });
  const agents = { 'https:': agentFor(policy.permits), 'http:': agentFor(policy.allows) };

  return {
    async fetch(text, { method = 'GET', headers = {}, body, timeoutMs = 10_000, maxBytes = 1_048_576, signal } = {}) {
      const url = readUrl(text, policy);
      const limit = AbortSignal.timeout(timeoutMs);
      const ended = signal ? AbortSignal.any([signal, limit]) : limit;

      try {
        const answer = await request(url, {
          dispatcher: agents[url.protocol as keyof typeof agents],
          method,
          headers,
          body: body ?? null,
          signal: ended,
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        return responseOf(answer.statusCode, answer.headers, await readCapped(answer.body, maxBytes, url.hostname));
      } catch (error) {
        throw translate(error, url.hostname, ended);
      }
    },
    check(text) {
      readUrl(text, policy);
    },
    async close() {
      await Promise.all([agents['https:'].destroy(), agents['http:'].destroy()]);
    },
  };
}

/** Checks what can be told from the URL alone. A host that is an address is never looked up, so it is judged here. */
function readUrl(text: string, policy: AddressPolicy): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new EgressError('FORBIDDEN_URL', 'not an https URL');
  if (url.username || url.password) throw new EgressError('FORBIDDEN_URL', 'the URL holds credentials');

  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isAddress = host.includes(':') || /^[\d.]+$/.test(host);
  if (url.protocol === 'http:' && allowsNothing(policy, host, isAddress)) throw new EgressError('FORBIDDEN_URL', 'not an https URL');
  if (isAddress && !policy.permits(host)) throw new EgressError('FORBIDDEN_ADDRESS', `${host} may not be called`);
  return url;
}

const allowsNothing = (policy: AddressPolicy, host: string, isAddress: boolean): boolean =>
  isAddress ? !policy.allows(host) : !policy.allowsAny;

async function readCapped(body: AsyncIterable<Uint8Array> & { destroy(): unknown }, maxBytes: number, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (size > maxBytes) throw new EgressError('TOO_LARGE', `${host} answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function responseOf(status: number, headers: EgressResponse['headers'], body: Buffer): EgressResponse {
  return { status, headers, body, text: () => body.toString('utf8'), json: () => JSON.parse(body.toString('utf8')) as unknown };
}

const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

function translate(error: unknown, host: string, ended: AbortSignal): EgressError {
  for (let one = error; isError(one); one = one.cause) if (one instanceof EgressError) return one;
  if (ended.aborted) return new EgressError('TIMEOUT', `${host} did not answer in time`, error);

  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && tlsCodes.test(code)) return new EgressError('TLS', `${host} could not prove who it is`, error);
  return new EgressError('UNREACHABLE', `${host} cannot be reached`, error);
}

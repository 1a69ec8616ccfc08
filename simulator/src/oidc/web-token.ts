/** Tokens of other issuers, as every cloud's federation takes them: read, and checked against the documents that their issuer publishes. */
import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

export interface WebToken {
  header: { alg?: unknown; kid?: unknown };
  claims: { iss?: unknown; sub?: unknown; aud?: unknown; exp?: unknown; nbf?: unknown; iat?: unknown };
  signed: string;
  signature: Buffer;
}

/** Where the documents of an issuer are read, by the issuer's name. */
export type Issuers = ReadonlyMap<string, string>;

/** `ISSUER`: its documents cannot be read. */
export type TokenFault = 'MALFORMED' | 'ISSUER' | 'ALGORITHM' | 'UNKNOWN_KEY' | 'BAD_KEY' | 'SIGNATURE';

/** Why a token is not believed; each cloud says it in words of its own. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly fault: TokenFault;

  constructor(fault: TokenFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}

const READ_TIMEOUT_MS = 5_000;
const algorithms: readonly unknown[] = ['RS256', 'ES256'];

/** What a token says, unchecked. @throws TokenRefused `MALFORMED` */
export function readWebToken(token: string): WebToken {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw new TokenRefused('MALFORMED');
  return { header: jsonOf(header), claims: jsonOf(payload), signed: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') };
}

/** Resolves when the issuer that the token names signed it. Its time and audience are the caller's to check. @throws TokenRefused */
export async function checkIssuedBy(issuer: string, { header, signed, signature }: WebToken, issuers: Issuers): Promise<void> {
  const keys = await readKeys(issuer, issuers.get(issuer));
  if (!algorithms.includes(header.alg)) throw new TokenRefused('ALGORITHM');
  const jwk = keys.find(({ kid, kty }) => kid === header.kid && kty === (header.alg === 'RS256' ? 'RSA' : 'EC'));
  if (!jwk) throw new TokenRefused('UNKNOWN_KEY');
  const key = publicKeyOf(jwk);
  if (!verify('sha256', Buffer.from(signed), header.alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature)) throw new TokenRefused('SIGNATURE');
}

function jsonOf(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new TokenRefused('MALFORMED');
}

/** The issuer's keys: what its configuration names, under the address that stands for the issuer's own. */
async function readKeys(issuer: string, url: string | undefined): Promise<JsonWebKey[]> {
  if (url === undefined) throw new TokenRefused('ISSUER');
  try {
    const base = url.replace(/\/$/, '');
    const configuration = await readDocument<{ issuer?: unknown; jwks_uri?: unknown }>(`${base}/.well-known/openid-configuration`);
    const { jwks_uri: keysUri } = configuration;
    if (configuration.issuer !== issuer || typeof keysUri !== 'string') throw new Error('not the configuration of this issuer');
    const { keys } = await readDocument<{ keys?: unknown }>(keysUri.startsWith(`${issuer}/`) ? base + keysUri.slice(issuer.length) : keysUri);
    if (!Array.isArray(keys)) throw new Error('no keys');
    return keys as JsonWebKey[];
  } catch (cause) {
    // Whatever went wrong on the way, clouds say no more than this.
    throw new TokenRefused('ISSUER', { cause });
  }
}

async function readDocument<T>(url: string): Promise<T> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as T;
}

function publicKeyOf(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw new TokenRefused('BAD_KEY', { cause });
  }
}

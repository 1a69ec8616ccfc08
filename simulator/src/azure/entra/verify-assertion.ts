/** Workload identity federation: an assertion of another issuer stands for a secret when the application trusts issuer, subject and audience. */
import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Application } from '../world/application.ts';
import { entraErrors } from './entra-error.ts';

interface Assertion {
  header: { alg?: unknown; kid?: unknown };
  claims: {
    iss?: unknown;
    sub?: unknown;
    aud?: unknown;
    exp?: unknown;
    nbf?: unknown;
  };
  signed: string;
  signature: Buffer;
}

const SKEW_MS = 5 * 60_000;
const READ_TIMEOUT_MS = 5_000;
const algorithms: readonly unknown[] = ['RS256', 'ES256'];

/**
 * Resolves when the assertion proves that the application may sign in. The issuer's documents are read where the admin said; rejects with
 * EntraError as Entra refuses.
 */
export async function verifyAssertion(
  application: Application,
  token: string,
  { issuers, nowMs }: { issuers: ReadonlyMap<string, string>; nowMs: number },
): Promise<void> {
  const assertion = decode(token);
  const { iss, sub, aud, exp, nbf } = assertion.claims;
  if (application.federatedCredentials.length === 0) throw entraErrors.noFederation(application.clientId, application.displayName);
  const audiences = (Array.isArray(aud) ? aud : [aud]).map(String);
  if (typeof iss !== 'string' || typeof sub !== 'string') throw entraErrors.noMatch(String(iss), String(sub), audiences.join());

  const ofIssuer = application.federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw entraErrors.issuerMismatch(iss);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw entraErrors.subjectMismatch(sub);
  if (!ofSubject.some(({ audience }) => audiences.includes(audience))) throw entraErrors.audienceMismatch(audiences.join());

  checkSignature(assertion, await readKeys(iss, issuers.get(iss)));
  if (typeof exp !== 'number' || ![exp, nbf ?? 0].every(isTime)) throw entraErrors.assertionMalformed();
  const fromMs = typeof nbf === 'number' ? nbf * 1000 : null;
  if (exp * 1000 + SKEW_MS <= nowMs || (fromMs !== null && fromMs - SKEW_MS > nowMs)) throw entraErrors.assertionOutOfTime(nowMs, fromMs, exp * 1000);
}

/** Seconds since 1970 that a date can be made of. */
const isTime = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) < 1e10;

function decode(token: string): Assertion {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) throw entraErrors.assertionMalformed();
  return {
    header: jsonOf(header),
    claims: jsonOf(payload),
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function jsonOf(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw entraErrors.assertionMalformed();
}

/** The issuer's keys: what its configuration names, under the address that stands for the issuer's own. */
async function readKeys(issuer: string, url: string | undefined): Promise<JsonWebKey[]> {
  if (url === undefined) throw entraErrors.issuerUnreadable();
  try {
    const base = url.replace(/\/$/, '');
    const configuration = await readDocument<{
      issuer?: unknown;
      jwks_uri?: unknown;
    }>(`${base}/.well-known/openid-configuration`);
    const { jwks_uri: keysUri } = configuration;
    if (configuration.issuer !== issuer || typeof keysUri !== 'string') throw new Error('not the configuration of this issuer');
    const { keys } = await readDocument<{ keys?: unknown }>(keysUri.startsWith(`${issuer}/`) ? base + keysUri.slice(issuer.length) : keysUri);
    if (!Array.isArray(keys)) throw new Error('no keys');
    return keys as JsonWebKey[];
  } catch {
    // Whatever went wrong on the way, Entra says no more than this.
    throw entraErrors.issuerUnreadable();
  }
}

async function readDocument<T>(url: string): Promise<T> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as T;
}

function checkSignature({ header, signed, signature }: Assertion, keys: readonly JsonWebKey[]): void {
  if (!algorithms.includes(header.alg)) throw entraErrors.badSignature(`The algorithm '${String(header.alg)}' is not supported.`);
  const jwk = keys.find(({ kid, kty }) => kid === header.kid && kty === (header.alg === 'RS256' ? 'RSA' : 'EC'));
  if (!jwk) throw entraErrors.unknownKey();
  const key = publicKeyOf(jwk);
  const isValid = verify('sha256', Buffer.from(signed), header.alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature);
  if (!isValid) throw entraErrors.badSignature('The signature is invalid.');
}

function publicKeyOf(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw Object.assign(entraErrors.badSignature('The key is not one.'), { cause });
  }
}

/** oauth2.googleapis.com/token: an access token for an assertion that a service account's key signed (RFC 7523), in Google's words. */
import { verify } from 'node:crypto';
import type { Answer } from '../../server/cloud.ts';
import type { ServiceAccount } from '../world/service-account.ts';
import type { GcpWorld } from '../world/world.ts';
import { readScopes } from './scope.ts';

/** A refusal of the token endpoint: OAuth's own form, not that of Google's APIs. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }

  toAnswer(): Answer {
    return answerOf(this.status, { error: this.code, error_description: this.message });
  }
}

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const LIFETIME_S = 3600;
/** By how much a client's clock may be wrong. */
const TOLERANCE_S = 300;
const audiences = ['https://oauth2.googleapis.com/token', 'https://www.googleapis.com/oauth2/v4/token', 'https://accounts.google.com/o/oauth2/token'];

interface Assertion {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

/** Who asks, as far as the assertion tells before anything of it was checked; undefined when it names no account that exists. */
export function claimedAccount(world: GcpWorld, form: URLSearchParams): ServiceAccount | undefined {
  const assertion = readAssertion(form.get('assertion') ?? '');
  return assertion && world.serviceAccount(String(assertion.claims.iss));
}

/** Answers with a token. Throws OAuthError for what Google would refuse. */
export function exchangeAssertion(world: GcpWorld, form: URLSearchParams, nowMs: number): Answer {
  const grantType = form.get('grant_type');
  if (!grantType) throw new OAuthError(400, 'invalid_request', 'Required parameter is missing: grant_type');
  if (grantType !== jwtBearer) throw new OAuthError(400, 'unsupported_grant_type', `Invalid grant_type: ${grantType}`);
  const assertion = readAssertion(form.get('assertion') ?? '');
  if (!assertion) throw new OAuthError(400, 'invalid_grant', 'Bad Request');
  const { claims } = assertion;

  const account = typeof claims.iss === 'string' ? world.serviceAccount(claims.iss) : undefined;
  // A disabled account is answered like a deleted one (googleapis/google-cloud-php#3622).
  if (!account || account.isDisabled) throw new OAuthError(400, 'invalid_grant', 'Invalid grant: account not found');
  if (!isSignedBy(world, account, assertion)) throw new OAuthError(400, 'invalid_grant', 'Invalid JWT Signature.');
  if (!audiences.includes(String(claims.aud)))
    throw new OAuthError(400, 'invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${audiences[0]}`);
  if (!isTimely(claims, nowMs / 1000))
    throw new OAuthError(
      400,
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  if (claims.sub !== undefined && claims.sub !== account.email)
    throw new OAuthError(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    );
  const scopes = readScopes(String(claims.scope ?? ''));
  if (!scopes) throw new OAuthError(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');

  const token = world.tokens.issue({ member: account.email, scopes, expiresAtMs: nowMs + LIFETIME_S * 1000 });
  return answerOf(200, { access_token: token, expires_in: LIFETIME_S - 1, token_type: 'Bearer' });
}

export function answerOf(status: number, value: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate' },
    body: JSON.stringify(value),
  };
}

function readAssertion(text: string): Assertion | undefined {
  const [header, claims, signature, ...rest] = text.split('.');
  if (!header || !claims || !signature || rest.length > 0) return undefined;
  const parsed = { header: readObject(header), claims: readObject(claims) };
  if (!parsed.header || !parsed.claims || parsed.header.alg !== 'RS256') return undefined;
  return { header: parsed.header, claims: parsed.claims, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

function readObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: the caller's mistake, told as a malformed assertion.
    return undefined;
  }
}

/** By the key that the header names, or by any of the account's when it names none: as Google does. */
function isSignedBy(world: GcpWorld, account: ServiceAccount, { header, signed, signature }: Assertion): boolean {
  const keys = [...account.keys.values()].filter(({ keyId, isDisabled }) => !isDisabled && (header.kid === undefined || header.kid === keyId));
  return keys.some((key) => verify('RSA-SHA256', Buffer.from(signed), world.rsaKey(account, key).publicKey, signature));
}

function isTimely({ iat, exp }: Record<string, unknown>, now: number): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  return exp > iat && exp - iat <= LIFETIME_S && iat <= now + TOLERANCE_S && exp > now - TOLERANCE_S;
}

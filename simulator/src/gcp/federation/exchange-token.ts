/** sts.googleapis.com/v1/token: a federated access token for an assertion that a workload identity pool provider trusts (RFC 8693). */
import type { Answer, CloudRequest } from '../../server/cloud.ts';
import { readScopes } from '../token/scope.ts';
import { answerOf, OAuthError } from '../token/token-endpoint.ts';
import { invalidArgument } from '../wire/google-error.ts';
import type { GcpWorld } from '../world/world.ts';
import { principalOf, readProviderName, type WorkloadIdentityPool, type WorkloadIdentityProvider } from './pool.ts';
import { claimsOf, verifySubjectToken } from './verify-subject-token.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const tokenType = (name: string) => `urn:ietf:params:oauth:token-type:${name}`;
const LIFETIME_S = 3600;

const fields = ['grant_type', 'audience', 'scope', 'requested_token_type', 'subject_token', 'subject_token_type'] as const;

/** A request that has been read: what it says, and whom it is about as far as that can be told before anything was checked. */
export interface ExchangeRequest {
  said: Readonly<Partial<Record<(typeof fields)[number], string>>>;
  named: { pool: WorkloadIdentityPool; provider: WorkloadIdentityProvider } | undefined;
  /** What the assertion claims, unchecked; undefined when it is none. */
  claims: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a form, or JSON in either spelling of its names. Throws GoogleError for what is neither. */
export function readExchange(world: GcpWorld, request: CloudRequest): ExchangeRequest {
  const said: Partial<Record<(typeof fields)[number], string>> = {};
  const body = bodyOf(request);
  for (const field of fields) {
    const value = body[field] ?? body[field.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw invalidArgument(`Invalid value at '${field}' (TYPE_STRING)`);
    said[field] = value;
  }
  const name = readProviderName(said.audience ?? '');
  const pool = name && world.workloadIdentityPool(name.project, name.pool);
  const provider = name && pool?.providers.get(name.provider);
  return { said, named: provider && { pool: pool!, provider }, claims: claimsOf(said.subject_token ?? '') };
}

function bodyOf({ headers, body }: CloudRequest): Record<string, unknown> {
  const text = body.toString('utf8');
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw invalidArgument('Invalid JSON payload received.');
}

/** Whom the assertion claims to be, for the record: nothing of it was checked. */
export function claimedPrincipal({ named, claims }: ExchangeRequest): string | undefined {
  const subject = named && claims?.[named.provider.mapping.get('google.subject')!];
  return typeof subject === 'string' ? principalOf(named!.pool, subject) : undefined;
}

/** Answers with a federated token. Rejects with OAuthError as Google refuses. */
export async function exchangeToken(world: GcpWorld, { said, named }: ExchangeRequest, nowMs: number): Promise<Answer> {
  for (const field of ['grant_type', 'audience', 'requested_token_type', 'subject_token', 'subject_token_type'] as const)
    if (!said[field]) throw invalidRequest(`Missing required field: ${field}.`);
  if (said.grant_type !== grantType) throw new OAuthError(400, 'unsupported_grant_type', `Invalid grant_type: ${said.grant_type}`);
  if (said.requested_token_type !== tokenType('access_token')) throw invalidRequest('Invalid value for "requested_token_type".');
  if (said.subject_token_type !== tokenType('jwt') && said.subject_token_type !== tokenType('id_token'))
    throw invalidRequest('Invalid value for "subject_token_type".');
  if (!readProviderName(said.audience!))
    throw invalidRequest(
      'Invalid value for "audience". This value should be the full resource name of the Identity Provider. See ' +
        'https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.',
    );
  if (!named || named.pool.isDisabled || named.provider.isDisabled)
    throw new OAuthError(
      400,
      'invalid_target',
      'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or ' +
        "deleted or because it doesn't exist.",
    );
  const scopes = readScopes(said.scope ?? '');
  if (!scopes) throw new OAuthError(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');

  const subject = await verifySubjectToken(named.pool, named.provider, said.subject_token!, { issuers: world.options.issuers, nowMs });
  const token = world.tokens.issue({ member: principalOf(named.pool, subject), scopes, expiresAtMs: nowMs + LIFETIME_S * 1000 });
  return answerOf(200, { access_token: token, issued_token_type: tokenType('access_token'), token_type: 'Bearer', expires_in: LIFETIME_S - 1 });
}

const invalidRequest = (description: string) => new OAuthError(400, 'invalid_request', description);

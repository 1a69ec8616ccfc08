/**
 * AssumeRoleWithWebIdentity: the one call that nobody signs. A token of an issuer that the account has an identity provider for stands for the
 * caller, and the role's trust policy decides by what the token says.
 */
import type { AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import { checkIssuedBy, readWebToken, TokenRefused, type Issuers, type WebToken } from '../oidc/web-token.ts';
import { trustsToken } from './iam/evaluate.ts';
import { parsePolicy } from './iam/policy.ts';
import { AwsError } from './wire/aws-error.ts';
import type { Account, Role } from './world/account.ts';
import type { World } from './world/world.ts';

const MAX_POLICY_CHARS = 2048;
const DEFAULT_SECONDS = 3600;
const SKEW_S = 300;

export interface WebIdentityCall {
  world: World;
  issuers: Issuers;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  nowMs: number;
  requestId: string;
}

/** The account that the call is about, as far as its ARN tells, and who the token says it is, unchecked. */
export function claimedWebIdentity(input: AssumeRoleWithWebIdentityCommandInput): { principal: string; accountId: string } {
  const accountId = input.RoleArn?.split(':')[4] ?? '';
  try {
    return { principal: `web-identity:${String(readWebToken(input.WebIdentityToken ?? '').claims.sub)}`, accountId };
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    return { principal: 'unknown', accountId };
  }
}

/** Credentials for a role, in the SDK's shape. Throws AwsError for what STS would refuse. */
export async function assumeRoleWithWebIdentity(input: AssumeRoleWithWebIdentityCommandInput, call: WebIdentityCall): Promise<Record<string, unknown>> {
  const { RoleArn = '', RoleSessionName = '', WebIdentityToken = '', DurationSeconds = DEFAULT_SECONDS, Policy } = input;
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(RoleArn)) throw invalid(`${RoleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) throw invalid('Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  if (DurationSeconds < 900 || DurationSeconds > 43_200) throw invalid('Member must have value between 900 and 43200');
  if (Policy !== undefined) {
    if (Policy.length > MAX_POLICY_CHARS) throw invalid('Member must have length less than or equal to 2048');
    parsePolicy(Policy);
  }

  const token = readToken(WebIdentityToken);
  const account = call.world.accounts.get(RoleArn.split(':')[4]!);
  const { issuer, audience } = await believe(account, token, call);
  const role = account && assumable(account, RoleArn, issuer, audience, String(token.claims.sub), RoleSessionName);
  if (!role) throw new AwsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  if (DurationSeconds > role.maxSessionSeconds) throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');

  const { accountId } = account;
  const expiresAtMs = Math.floor(call.nowMs / 1000 + DurationSeconds) * 1000;
  const session = { accountId, roleName: role.name, sessionName: RoleSessionName, expiresAtMs, policy: Policy };
  const { accessKeyId, secretAccessKey, sessionToken } = call.world.sessions.issue(session, call.requestId);
  return {
    Credentials: { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: new Date(expiresAtMs) },
    SubjectFromWebIdentityToken: String(token.claims.sub),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${RoleSessionName}`,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${RoleSessionName}`,
    },
    Provider: providerArn(accountId, issuer),
    Audience: audience,
  };
}

function readToken(text: string): WebToken {
  try {
    return readWebToken(text);
  } catch (error) {
    throw error instanceof TokenRefused ? rejected('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)') : error;
  }
}

/** The issuer and the audience of a token that the account's identity provider lets in. */
async function believe(account: Account | undefined, token: WebToken, { issuers, nowMs }: WebIdentityCall): Promise<{ issuer: string; audience: string }> {
  const { iss, aud, exp, nbf, iat } = token.claims;
  const issuer = String(iss).replace(/^https:\/\//, '');
  const audiences = account?.oidcProviders.get(issuer);
  if (!audiences) throw rejected(`No OpenIDConnect provider found in your account for ${String(iss)}`);
  const audience = (Array.isArray(aud) ? aud : [aud]).map(String).find((one) => audiences.includes(one));
  if (audience === undefined) throw rejected('Incorrect token audience');

  await checkIssuedBy(String(iss), token, issuers).catch((error: unknown) => {
    if (!(error instanceof TokenRefused)) throw error;
    throw rejected(error.fault === 'ISSUER' ? "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements" : 'Token signature invalid');
  });
  const now = nowMs / 1000;
  if (typeof exp !== 'number') throw rejected('Missing a required claim: exp');
  if (exp <= now) {
    const times = `current date/time ${Math.floor(now)} must be before the expiration date/time ${exp}`;
    throw new AwsError(400, 'ExpiredTokenException', `Token expired: ${times}`);
  }
  if (Number(nbf ?? iat ?? 0) > now + SKEW_S) throw rejected('Token is not yet valid');
  return { issuer, audience };
}

/** The role, when its trust policy lets in who the token names; one that does not exist is answered alike. */
function assumable(account: Account, roleArn: string, issuer: string, audience: string, subject: string, sessionName: string): Role | undefined {
  const role = [...account.roles.values()].find(({ arn }) => arn === roleArn);
  const context = {
    [`${issuer}:sub`.toLowerCase()]: [subject],
    [`${issuer}:aud`.toLowerCase()]: [audience],
    'sts:rolesessionname': [sessionName],
  };
  return role && trustsToken(role.trustPolicy, providerArn(account.accountId, issuer), context) ? role : undefined;
}

const providerArn = (accountId: string, issuer: string): string => `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
const invalid = (message: string): AwsError => new AwsError(400, 'ValidationError', message);
const rejected = (message: string): AwsError => new AwsError(400, 'InvalidIdentityToken', message);

/** An assertion of an outside issuer, held against the provider that it is shown to. Google's words, as its token service was seen to use them. */
import { checkIssuedBy, readWebToken, TokenRefused, type Issuers } from '../../oidc/web-token.ts';
import { OAuthError } from '../token/token-endpoint.ts';
import { holds, mapClaims } from './attributes.ts';
import { audiencesOf, type WorkloadIdentityPool, type WorkloadIdentityProvider } from './pool.ts';

type Claims = Readonly<Record<string, unknown>>;

/** By how much an issuer's clock may be wrong. */
const TOLERANCE_S = 300;
const LONGEST_LIFE_S = 24 * 3600;
const MAX_SUBJECT_BYTES = 127;

/** What an assertion claims; undefined when the text is none. Nothing of it is checked. */
export function claimsOf(text: string): Claims | undefined {
  try {
    return { ...readWebToken(text).claims };
  } catch (error) {
    if (error instanceof TokenRefused) return undefined;
    throw error;
  }
}

/**
 * The subject that the assertion proves, as the provider maps it. `issuers`: where the documents of each issuer are read.
 * Rejects with OAuthError as Google refuses.
 */
export async function verifySubjectToken(
  pool: WorkloadIdentityPool,
  provider: WorkloadIdentityProvider,
  text: string,
  { issuers, nowMs }: { issuers: Issuers; nowMs: number },
): Promise<string> {
  const claims = await claimsVouchedFor(provider.issuer, text, issuers).catch((error: unknown) => {
    throw error instanceof TokenRefused ? inGooglesWords(error) : error;
  });
  if (!isTimely(claims, nowMs / 1000)) throw invalidGrant(`ID Token issued at ${String(claims.iat)} is stale to sign-in.`);
  const audiences = (Array.isArray(claims.aud) ? claims.aud : [claims.aud]).map(String);
  const expected = audiencesOf(pool, provider);
  if (!audiences.some((audience) => expected.includes(audience)))
    throw invalidGrant(`The audience in ID Token [${audiences.join(', ')}] does not match the expected audience.`);

  const attributes = mapClaims(provider.mapping, claims);
  const subject = attributes.get('google.subject');
  if (!subject) throw invalidGrant('The mapped attribute google.subject must not be empty.');
  if (Buffer.byteLength(subject) > MAX_SUBJECT_BYTES) throw subjectTooLong();
  if (provider.condition && !holds(provider.condition, claims, attributes))
    throw new OAuthError(401, 'unauthorized_client', 'The given credential is rejected by the attribute condition.');
  return subject;
}

/** What the issuer has signed. Rejects with TokenRefused, or with OAuthError for an assertion of another issuer. */
async function claimsVouchedFor(issuer: string, text: string, issuers: Issuers): Promise<Claims> {
  const token = readWebToken(text);
  const { iss } = token.claims;
  if (iss !== issuer) throw invalidGrant(`The issuer in ID Token ${String(iss)} does not match the expected one in config: ${issuer}.`);
  await checkIssuedBy(issuer, token, issuers);
  return { ...token.claims };
}

function isTimely({ iat, exp, nbf }: Claims, now: number): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  if (typeof nbf === 'number' && nbf > now + TOLERANCE_S) return false;
  return exp > iat && exp - iat <= LONGEST_LIFE_S && iat <= now + TOLERANCE_S && exp > now - TOLERANCE_S;
}

const invalidGrant = (description: string) => new OAuthError(400, 'invalid_grant', description);

const subjectTooLong = () =>
  new OAuthError(
    400,
    'invalid_request',
    `The size of mapped attribute google.subject exceeds the ${MAX_SUBJECT_BYTES} bytes limit. Either modify your attribute mapping or the incoming ` +
      `assertion to produce a mapped attribute that is less than ${MAX_SUBJECT_BYTES} bytes.`,
  );

function inGooglesWords(refused: TokenRefused): OAuthError {
  const words: Partial<Record<TokenRefused['fault'], string>> = {
    MALFORMED: 'Unable to parse the ID Token.',
    ISSUER: "Error connecting to the given credential's issuer.",
  };
  return Object.assign(invalidGrant(words[refused.fault] ?? 'Unable to verify the ID Token signature.'), { cause: refused });
}

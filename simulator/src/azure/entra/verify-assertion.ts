/** Workload identity federation: an assertion of another issuer stands for a secret when the application trusts issuer, subject and audience. */
import { checkIssuedBy, readWebToken, TokenRefused, type Issuers } from '../../oidc/web-token.ts';
import type { Application } from '../world/application.ts';
import { entraErrors } from './entra-error.ts';

const SKEW_MS = 5 * 60_000;

/**
 * Resolves when the assertion proves that the application may sign in. The issuer's documents are read where the admin said; rejects with
 * EntraError as Entra refuses.
 */
export async function verifyAssertion(application: Application, token: string, checks: { issuers: Issuers; nowMs: number }): Promise<void> {
  await check(application, token, checks).catch((error: unknown) => {
    throw error instanceof TokenRefused ? inEntrasWords(error) : error;
  });
}

async function check(application: Application, token: string, { issuers, nowMs }: { issuers: Issuers; nowMs: number }): Promise<void> {
  const assertion = readWebToken(token);
  const { iss, sub, aud, exp, nbf } = assertion.claims;
  if (application.federatedCredentials.length === 0) throw entraErrors.noFederation(application.clientId, application.displayName);
  const audiences = (Array.isArray(aud) ? aud : [aud]).map(String);
  if (typeof iss !== 'string' || typeof sub !== 'string') throw entraErrors.noMatch(String(iss), String(sub), audiences.join());

  const ofIssuer = application.federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw entraErrors.issuerMismatch(iss);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw entraErrors.subjectMismatch(sub);
  if (!ofSubject.some(({ audience }) => audiences.includes(audience))) throw entraErrors.audienceMismatch(audiences.join());

  await checkIssuedBy(iss, assertion, issuers);
  if (typeof exp !== 'number' || ![exp, nbf ?? 0].every(isTime)) throw entraErrors.assertionMalformed();
  const fromMs = typeof nbf === 'number' ? nbf * 1000 : null;
  if (exp * 1000 + SKEW_MS <= nowMs || (fromMs !== null && fromMs - SKEW_MS > nowMs)) throw entraErrors.assertionOutOfTime(nowMs, fromMs, exp * 1000);
}

/** Seconds since 1970 that a date can be made of. */
const isTime = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) < 1e10;

function inEntrasWords(refused: TokenRefused): Error {
  const error = {
    MALFORMED: entraErrors.assertionMalformed,
    ISSUER: entraErrors.issuerUnreadable,
    ALGORITHM: () => entraErrors.badSignature('The algorithm is not supported.'),
    UNKNOWN_KEY: entraErrors.unknownKey,
    BAD_KEY: () => entraErrors.badSignature('The key is not one.'),
    SIGNATURE: () => entraErrors.badSignature('The signature is invalid.'),
  }[refused.fault]();
  return Object.assign(error, { cause: refused });
}

import { role, scopesOfRoles, type Principal } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refusal } from '../errors/refusal.ts';
import { createIssuerDiscovery } from './discover-issuer.ts';
import { unauthenticated } from './unauthenticated.ts';

export interface AccessTokenOptions {
  issuer: string;
  audience: string;
  /** The key set; found by discovery when not said. */
  jwksUrl?: string | undefined;
  /** The claims that hold the tenant's id and the roles within it. */
  tenantClaim: string;
  rolesClaim: string;
  /** The time in milliseconds. */
  clock?: (() => number) | undefined;
}

const clockToleranceSeconds = 30;
/** How long a token that was verified is believed without another look at its signature, its expiry apart. */
const rememberedMs = 60_000;

/** What is wrong with a token itself; every other failure is of the key set, and not the caller's. */
const faults: readonly (new (...args: any[]) => Error)[] = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

const tenant = z.uuid();
const subject = z.string().min(1).max(255);

/**
 * Makes the verifier of OIDC access tokens: signature by a key of the issuer's set (by discovery), algorithm pinned, issuer, audience, expiry.
 * It rejects with UNAUTHENTICATED when the token does not hold, and with AUTHENTICATION_UNAVAILABLE when the key set cannot be had.
 */
export function createAccessTokenVerifier(options: AccessTokenOptions): (token: Secret) => Promise<Principal> {
  const { issuer, audience, jwksUrl, tenantClaim, rolesClaim, clock = Date.now } = options;
  const discover = jwksUrl ? async () => new URL(jwksUrl) : createIssuerDiscovery({ issuer });
  const verified = new LRUCache<string, { principal: Principal; until: number }>({ max: 10_000 });
  let keySet: JWTVerifyGetKey | undefined;

  /** One set for as long as we live: it keeps the keys, and fetches them anew when a token names one that it has not. */
  const keysOf = async (): Promise<JWTVerifyGetKey> => {
    const url = await discover();
    return (keySet ??= createRemoteJWKSet(url, { timeoutDuration: 3_000, cooldownDuration: 10_000, cacheMaxAge: 600_000 }));
  };

  async function verify(token: Secret): Promise<{ principal: Principal; until: number }> {
    const { payload } = await keysOf()
      .then((keys) =>
        jwtVerify(token.reveal(), keys, {
          algorithms: ['RS256', 'ES256', 'EdDSA'],
          issuer,
          audience,
          clockTolerance: clockToleranceSeconds,
          currentDate: new Date(clock()),
          requiredClaims: ['sub', 'exp'],
        }),
      )
      .catch((error: unknown) => {
        if (error instanceof errors.JWTExpired) throw unauthenticated('The access token has expired');
        if (faults.some((fault) => error instanceof fault)) throw unauthenticated('The access token does not hold');
        throw refusal('AUTHENTICATION_UNAVAILABLE', 'Access tokens cannot be verified at the moment', { remedy: 'Try again in a moment.' });
      });

    const tenantId = tenant.safeParse(payload[tenantClaim]).data;
    const sub = subject.safeParse(payload.sub).data;
    if (!tenantId || !sub) throw unauthenticated('The access token names no tenant of ours');

    const claimed = [payload[rolesClaim]].flat();
    // Roles of other applications may stand beside ours.
    const roles = role.options.filter((one) => claimed.includes(one));
    const principal = { tenantId, subject: `user:${sub}`, roles, scopes: scopesOfRoles(roles) };
    return { principal, until: Math.min((payload.exp! + clockToleranceSeconds) * 1000, clock() + rememberedMs) };
  }

  return async (token) => {
    const hash = createHash('sha256').update(token.reveal()).digest('base64');
    const known = verified.get(hash);
    if (known && clock() < known.until) return known.principal;

    const holder = await verify(token);
    verified.set(hash, holder);
    return holder.principal;
  };
}

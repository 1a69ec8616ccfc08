import { role, scope, type ServiceName } from '@offload/contracts';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { internalTokenType } from './create-token-issuer.ts';
import { InvalidTokenError, longestTokenSeconds, type InternalPrincipal, type TokenIssuerName } from './internal-principal.ts';
import { keyIdOf, type PublicKeyJwk, type PublicKeysByIssuer } from './token-keys.ts';

export interface TokenVerifier {
  readonly audience: ServiceName;
  /** Who the token speaks for. Rejects with `InvalidTokenError` when anything about it is not as it must be. */
  verify(token: string): Promise<InternalPrincipal>;
}

export interface TokenVerifierOptions {
  /** The service that verifies: a token for any other is refused. */
  audience: ServiceName;
  keys: PublicKeysByIssuer;
  /** The time in milliseconds; the system's when not said. */
  now?: () => number;
}

const clockToleranceSeconds = 5;
const mostCached = 5_000;
const longestToken = 16_384;

const issuerName = z.enum(['gateway', 'accounts', 'credentials', 'scanner', 'inventory']);

const claims = z.object({
  iss: issuerName,
  // One text, never a list: a token is for one service.
  aud: z.string(),
  sub: z.string().min(1).max(512),
  tid: z.uuid(),
  iat: z.int(),
  exp: z.int(),
  roles: z.array(role),
  scopes: z.array(scope),
  extra: z.record(z.string(), z.unknown()),
});

/** Checks internal tokens for one service. Tokens that held are remembered until they expire, as callers reuse them. */
export function createTokenVerifier({ audience, keys, now = Date.now }: TokenVerifierOptions): TokenVerifier {
  const known = new Map<string, { issuer: TokenIssuerName; key: KeyObject }>();
  for (const [issuer, jwks] of Object.entries(keys)) {
    for (const jwk of [jwks].flat() as PublicKeyJwk[]) {
      known.set(keyIdOf(jwk), { issuer: issuerName.parse(issuer), key: createPublicKey({ key: { ...jwk }, format: 'jwk' }) });
    }
  }

  const cached = new Map<string, { principal: InternalPrincipal; until: number }>();

  async function check(token: string): Promise<{ principal: InternalPrincipal; until: number }> {
    let signer: TokenIssuerName | undefined;
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const found = known.get(header.kid ?? '');
        if (!found) throw new InvalidTokenError('signed by an unknown key');
        signer = found.issuer;
        return found.key;
      },
      {
        algorithms: ['EdDSA'],
        typ: internalTokenType,
        audience,
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: longestTokenSeconds,
        currentDate: new Date(now()),
        requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp', 'tid'],
      },
    );

    const { iss, sub, tid, iat, exp, roles, scopes, extra } = claims.parse(payload);
    // The key decides who speaks: a service cannot sign in the name of another.
    if (iss !== signer) throw new InvalidTokenError('signed by the key of another issuer');
    if (exp - iat > longestTokenSeconds || exp <= iat) throw new InvalidTokenError('lives too long');

    return { principal: { issuer: iss, tenantId: tid, subject: sub, roles, scopes, extra }, until: exp * 1000 };
  }

  return {
    audience,
    async verify(token) {
      if (token.length > longestToken) throw new InvalidTokenError('too long');

      const hit = cached.get(token);
      if (hit && hit.until > now()) return hit.principal;

      try {
        const checked = await check(token);
        cached.delete(token);
        if (cached.size >= mostCached) cached.delete(cached.keys().next().value!);
        cached.set(token, checked);
        return checked.principal;
      } catch (error) {
        if (error instanceof InvalidTokenError) throw error;
        throw new InvalidTokenError('the internal token does not hold', { cause: error });
      }
    },
  };
}

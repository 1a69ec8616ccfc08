import type { Role, Scope, ServiceName } from '@offload/contracts';
import { jwtVerify, SignJWT } from 'jose';
import { createPublicKey, randomUUID } from 'node:crypto';
import type { Secret } from '../logging/secret.ts';
import { longestTokenSeconds, type TokenIssuerName } from './internal-principal.ts';
import { keyIdOf, publicJwkOf, readPrivateKey } from './token-keys.ts';

export interface TokenRequest {
  /** The one service that the token is for. */
  audience: ServiceName;
  tenantId: string;
  /** `user:<sub>`, `api-key:<id>` or `service:<name>` */
  subject: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** 60 at most, which is also what it is when not said. */
  ttlSeconds?: number;
  extra?: Readonly<Record<string, unknown>>;
}

export interface TokenIssuer {
  readonly issuer: TokenIssuerName;
  /** A signed token; the same one for the same request during half of its life. Rejects when the life asked for is too long. */
  issue(request: TokenRequest): Promise<string>;
  /** A signed statement that is kept and shown (JWS, compact). It is of another type than tokens, so that it never passes for one. */
  sign(kind: StatementKind, claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The claims of a statement of this kind that this issuer signed; null for anything else. */
  readStatement(kind: StatementKind, statement: string): Promise<Readonly<Record<string, unknown>> | null>;
}

/** What is signed beside tokens. */
export type StatementKind = 'audit-head';

const statementType = (kind: StatementKind): string => `offload-${kind}+jwt`;

export interface TokenIssuerOptions {
  issuer: TokenIssuerName;
  /** Ed25519, as JWK or PEM. */
  privateKey: Secret;
  /** The time in milliseconds; the system's when not said. */
  now?: () => number;
}

/** Only internal tokens carry this type, so that no other token signed by the same key could pass for one. */
export const internalTokenType = 'offload-internal+jwt';

const mostCached = 5_000;
const longestStatement = 4_096;

/** Makes internal tokens in the name of one service. Throws at once when the key is not an Ed25519 private key. */
export function createTokenIssuer({ issuer, privateKey, now = Date.now }: TokenIssuerOptions): TokenIssuer {
  const key = readPrivateKey(privateKey);
  const kid = keyIdOf(publicJwkOf(key));
  const cached = new Map<string, { token: Promise<string>; until: number }>();

  async function sign(request: TokenRequest, issuedAt: number, ttlSeconds: number): Promise<string> {
    return new SignJWT({ tid: request.tenantId, roles: request.roles, scopes: request.scopes, extra: request.extra ?? {} })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: internalTokenType })
      .setIssuer(issuer)
      .setAudience(request.audience)
      .setSubject(request.subject)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ttlSeconds)
      .sign(key);
  }

  return {
    issuer,
    sign: (kind, claims) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid, typ: statementType(kind) }).setIssuer(issuer).sign(key),
    async readStatement(kind, statement) {
      if (statement.length > longestStatement) return null;
      try {
        const options = { algorithms: ['EdDSA'], typ: statementType(kind), issuer };
        return (await jwtVerify(statement, createPublicKey(key), options)).payload;
      } catch {
        return null;
      }
    },
    async issue(request) {
      const ttlSeconds = request.ttlSeconds ?? longestTokenSeconds;
      if (!(ttlSeconds > 0 && ttlSeconds <= longestTokenSeconds))
        throw new RangeError(`an internal token lives at most ${longestTokenSeconds} s`);

      const { audience, tenantId, subject, roles, scopes, extra } = request;
      const cacheKey = JSON.stringify([audience, tenantId, subject, roles, scopes, ttlSeconds, extra]);
      const known = cached.get(cacheKey);
      if (known && known.until > now()) return known.token;

      // Insertion order is age order, as an entry is always re-inserted when it is renewed: the first key is the oldest.
      cached.delete(cacheKey);
      if (cached.size >= mostCached) cached.delete(cached.keys().next().value!);
      const token = sign(request, Math.floor(now() / 1000), ttlSeconds);
      cached.set(cacheKey, { token, until: now() + (ttlSeconds * 1000) / 2 });
      return token;
    },
  };
}

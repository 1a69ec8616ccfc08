import type { credentialsApi } from '@offload/contracts';
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { SecretStore } from '../secret-store/secret-store.ts';
import { openSigningKeys, signingAlgorithm } from './signing-keys.ts';

export type OidcDocuments = NonNullable<z.output<typeof credentialsApi.endpoints.oidcDocuments.output>>;

/** The platform as an OpenID Connect issuer: it vouches for its own connections, so that providers need no secret to know them. */
export interface OidcIssuer {
  /** The issuer's name, an https URL. */
  readonly url: string;
  /** What is served under that name. */
  readonly documents: OidcDocuments;
  /** A signed assertion that lasts five minutes. The subject names one connection of one tenant. */
  assert(claims: { subject: string; audience: string }): Promise<string>;
}

/** Entra takes no assertion for longer than it takes to use it, and no replay within that time is of use: it is bound to one audience. */
const lifetimeSeconds = 5 * 60;

/** The issuer of this name (https, without a slash at its end), with the keys that the secret store has for it. */
export async function openOidcIssuer(url: string, store: SecretStore, now: () => Date): Promise<OidcIssuer> {
  const { newest, publicKeys } = await openSigningKeys(store);

  return {
    url,
    documents: {
      configuration: {
        issuer: url,
        jwks_uri: `${url}/.well-known/jwks.json`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [signingAlgorithm],
        claims_supported: ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'],
      },
      jwks: { keys: publicKeys },
    },
    assert({ subject, audience }) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: signingAlgorithm, kid: newest.kid, typ: 'JWT' })
        .setIssuer(url)
        .setSubject(subject)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(newest.privateKey);
    },
  };
}

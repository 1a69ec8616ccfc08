import type { credentialsApi } from '@offload/contracts';
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { SecretStore } from '../secret-store/secret-store.ts';
import { openSigningKeys, readSigningKeys, signerAt, signingAlgorithm, type SigningKeys } from './signing-keys.ts';

export type OidcDocuments = NonNullable<z.output<typeof credentialsApi.endpoints.oidcDocuments.output>>;

/** The platform as an OpenID Connect issuer: it vouches for its own connections, so that providers need no secret to know them. */
export interface OidcIssuer {
  /** The issuer's name, an https URL. */
  readonly url: string;
  /** What is served under that name: the keys as they are now. */
  documents(): Promise<OidcDocuments>;
  /** A signed assertion that lasts five minutes. The subject names one connection of one tenant. */
  assert(claims: { subject: string; audience: string }): Promise<string>;
}

/** An assertion is used at once, and no replay within that time is of use: it is bound to one audience. */
const lifetimeSeconds = 5 * 60;

/** How long keys are taken from memory before the store is asked again: another replica may have rotated them. */
const freshMs = 60_000;

/** The issuer of this name (https, without a slash at its end), with the keys that the secret store has for it. */
export async function openOidcIssuer(url: string, store: SecretStore, now: () => Date): Promise<OidcIssuer> {
  let known = { keys: await openSigningKeys(store, now), at: now().getTime() };

  async function keysNow(): Promise<SigningKeys['keys']> {
    const age = now().getTime() - known.at;
    if (age < 0 || age >= freshMs) known = { keys: (await readSigningKeys(store)) ?? known.keys, at: now().getTime() };
    return known.keys.keys;
  }

  return {
    url,
    async documents() {
      const keys = await keysNow();
      return {
        configuration: {
          issuer: url,
          jwks_uri: `${url}/.well-known/jwks.json`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: [signingAlgorithm],
          claims_supported: ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'],
        },
        jwks: { keys: keys.map(({ publicKey }) => publicKey) },
      };
    },
    async assert({ subject, audience }) {
      const at = now();
      const { publicKey, privateKey } = signerAt(await keysNow(), at);
      const issuedAt = Math.floor(at.getTime() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: signingAlgorithm, kid: publicKey.kid, typ: 'JWT' })
        .setIssuer(url)
        .setSubject(subject)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(privateKey);
    },
  };
}

import type { Principal } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import type { Credentials } from './read-credentials.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Finds out who is asking; null for somebody who brings nothing. Rejects with a `Refusal` when what is brought does not hold. */
export type Authenticate = (credentials: Credentials) => Promise<Principal | null>;

export interface Authorities {
  resolveApiKey: (keyHash: string) => Promise<Principal>;
  /** Not given where no OIDC issuer is configured: then there are only API keys. */
  verifyAccessToken?: ((token: Secret) => Promise<Principal>) | undefined;
}

/** Puts the ways to be known together. */
export function createAuthenticate({ resolveApiKey, verifyAccessToken }: Authorities): Authenticate {
  return async (credentials) => {
    switch (credentials.kind) {
      case 'NONE':
        return null;
      case 'API_KEY':
        return resolveApiKey(credentials.keyHash);
      case 'JWT':
        if (!verifyAccessToken) throw unauthenticated('Access tokens are not accepted here, only API keys');
        return verifyAccessToken(credentials.token);
    }
  };
}

import type { Principal, ServiceCaller } from '@offload/contracts';

/** Who may sign internal tokens: each has a key of its own. */
export type TokenIssuerName = ServiceCaller;

/** The most an internal token may live. */
export const longestTokenSeconds = 60;

/**
 * The tenant of a call that is made for no tenant (looking up an API key, fetching public keys). No row carries it,
 * so that a handler that forgets to look sees nothing.
 */
export const platformTenantId = '00000000-0000-0000-0000-000000000000';

/** Who is behind an internal call, as its token proves. */
export interface InternalPrincipal extends Principal {
  /** Who signed the token: the caller. */
  issuer: TokenIssuerName;
  /** Facts that the issuer vouches for beside the principal. */
  extra: Readonly<Record<string, unknown>>;
}

/** A token that does not hold. The reason is for the log; the caller is only told that it is not authenticated. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

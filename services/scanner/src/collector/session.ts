import type { ProviderFailure } from './provider-failure.ts';

/** Read access to one account in one region, for as long as a lease lasts: what every cloud's session is to the kit. */
export interface CloudSession {
  /** The account, subscription or project that the lease opens. */
  readonly accountId: string;
  /** A real region, never `global`. */
  readonly region: string;
  /** What an error of its calls means. Throws `LeaseExpired` when the lease is over, and rethrows what is not the provider's doing: a bug. */
  explain(error: unknown): Promise<ExplainedFailure>;
}

/** What an error of a call means, and the provider's code for it: a collector may say that the code is an answer. */
export interface ExplainedFailure {
  readonly code: string;
  readonly failure: ProviderFailure;
}

/** Where a collector looks. */
export interface Place {
  /** The account, subscription or project. */
  readonly accountId: string;
  /** The region of the requests: a real one, never `global`. */
  readonly region: string;
}

/** Opens what a collector's calls are made with, from the session of its cloud. */
export type Access<A> = (session: never) => Promise<A>;

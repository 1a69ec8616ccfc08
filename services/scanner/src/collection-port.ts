import type { CloudLease, CloudProvider } from '@offload/contracts';
import type { JobOutput, JobScope } from './collection/collection.ts';

/** What a job needs before it can look: what the lease is asked with, and what stays unseen when there is none. */
export interface JobNeeds {
  /** A real region: what `global` stands for at the provider. */
  readonly region: string;
  readonly signingNames: readonly string[];
  readonly actions: readonly string[];
  readonly resourceTypes: readonly string[];
}

/** One look at a job's scope. */
export interface Look {
  readonly scope: JobScope;
  readonly providerAccountId: string;
  readonly lease: CloudLease;
  /** The simulator's address; null: the provider itself. */
  readonly endpointOverride: string | null;
  readonly signal: AbortSignal;
  /** The time that checks judge at. */
  readonly now: Date;
}

/** What the engine knows of collectors: which jobs there are, what each needs, and what it yields. */
export interface Collection {
  /** Every job of a scan of an account of that provider over these regions, account-wide ones included, in the order in which they should run. */
  planJobs(provider: CloudProvider, regions: readonly string[]): JobScope[];
  needsOf(scope: JobScope): JobNeeds;
  /** Looks, page by page. Throws `LeaseExpired` when the lease no longer holds, and the abort reason once the signal aborts. */
  look(look: Look): AsyncIterable<JobOutput>;
}

/** What the catalogue says of one check. */
export interface KnownCheck {
  readonly id: string;
  readonly title: string;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';
  readonly resourceType: string;
  readonly why: string;
  readonly fix: string;
  readonly controls: readonly { readonly framework: string; readonly control: string }[];
}

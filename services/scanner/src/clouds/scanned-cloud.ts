import type { CloudLease, CloudProvider } from '@offload/contracts';
import type { CloudSession } from '../collector/session.ts';
import type { ChangeLog } from './change-log.ts';

export interface SessionOptions {
  /** The account, subscription or project that the lease opens. Names that the provider does not spell out are made with it. */
  readonly accountId: string;
  /** A job's region: `eu-west-1`, or `global`. */
  readonly region: string;
  /** The simulator's address; null: the provider itself. Variables of the environment never redirect a session. */
  readonly endpointOverride: string | null;
  /** How often a request is tried in all, throttled or failed on the way; 5 when not said. */
  readonly maxAttempts?: number;
}

/** What the engine must know of a cloud that collectors do not say. */
export interface ScannedCloud {
  readonly provider: CloudProvider;
  /** For documents: `AWS`. */
  readonly title: string;
  /** The region that a job's lease is asked for: its own, or that of the account-wide services. */
  endpointRegionOf(jobRegion: string): string;
  /** What requests to a service are signed for; none where a token opens them all. */
  signingNamesOf(service: string): readonly string[];
  /** Opens a session on a lease. Nothing is called yet. */
  openSession(lease: CloudLease, options: SessionOptions): CloudSession;
  /** What was changed in an account, by its own log: read with a session of this cloud. */
  readonly changeLog: ChangeLog;
}

import type { CloudLease, CloudProvider } from '@offload/contracts';
import type { Simulator } from '@offload/simulator';
import type { CloudSession } from '../../collector/session.ts';

/** What the simulator plants where customers keep their secrets. */
export const canary = 'c4n4ry-planted-by-the-simulator';

export interface OpenOptions {
  /** Instead of the account's own. */
  readonly lease?: CloudLease;
  readonly maxAttempts?: number;
  /** The most items that a request may ask for a page: makes pages out of small estates. */
  readonly pageSize?: number;
}

/** A simulated cloud with one account that lets the platform in as customers' Terraform does. */
export interface SimulatedCloud<S extends CloudSession = CloudSession> {
  readonly provider: CloudProvider;
  readonly simulator: Simulator;
  readonly accountId: string;
  /** Those that are scanned, the primary one first. */
  readonly regions: readonly string[];
  /** As credentials gives it out. */
  readonly lease: CloudLease;
  /** A session on the account. `region` is a job's: `global` for what has none. */
  open(region: string, options?: OpenOptions): S;
  /** How many resources of each of the simulator's types the account has. */
  counts(): Promise<Record<string, number>>;
  /** Makes a region one that the account may not use, until faults are cleared; says which. Rejects where the cloud knows no such regions. */
  closeRegion(): Promise<string>;
}

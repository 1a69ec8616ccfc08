import type { CloudEvent } from '@offload/contracts';
import type { Database, DatabaseLog } from '../database/database.ts';

/** What the relay needs of the bus. */
export interface RelayBus {
  /** Resolves when the bus holds the event. */
  publish(event: CloudEvent): Promise<void>;
  /** Who the store behind the bus is and how far it got: tells a store that was lost or restored. */
  position?(): Promise<{ stream: string; lastSequence: number }>;
}

export interface RelayOptions {
  database: Database;
  bus: RelayBus;
  log: DatabaseLog;
  /** How often the outbox is looked at without having been woken. Default 250. */
  pollMs?: number;
  /** How often a standby tries to take over, and a connection that was lost is sought again. Default 1,000. */
  takeoverMs?: number;
  /** How long one publish may take before it counts as failed. Default 30,000. */
  publishTimeoutMs?: number;
  /** How often an idle relay asks the bus who it is. Default 5,000. */
  positionMs?: number;
  /** How long sent events are kept for a replay. Default 7 days. */
  retentionMs?: number;
}

export interface Relay {
  /** Whether this process is the one that relays. */
  isHolder(): boolean;
  /** Ends after what is under way, and lets another replica take over at once. */
  stop(): Promise<void>;
}

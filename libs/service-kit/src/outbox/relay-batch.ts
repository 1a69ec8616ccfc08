import type { CloudEvent } from '@offload/contracts';
import type { Client } from 'pg';
import type { RelayBus } from './relay.ts';
import { positionOf, resendIfLost } from './resend-if-lost.ts';
import { within } from './within.ts';

/** Most events a batch: bounds memory, and what is said twice after a crash. */
const batchSize = 500;
/** How many aggregates are published side by side. */
const concurrency = 16;
/** After so many failures without a success between them the bus is taken to be down, not the events to be bad. */
const failuresInARow = 3;
const firstRetryMs = 250;
const longestRetryMs = 10_000;

export interface BatchContext {
  session: Client;
  bus: RelayBus;
  publishTimeoutMs: number;
  /** Aborted when the relay stops: what is not under way is left. */
  signal: AbortSignal;
}

export interface BatchOutcome {
  sent: number;
  failed: number;
  /** There may be more to do at once. */
  more: boolean;
  /** The bus seems to be down: wait before the next batch. */
  busDown: boolean;
  /** The store behind the bus was lost or restored, and everything retained will be said again. */
  resent: number;
  /** Of the last failure. */
  error?: unknown;
}

interface Row {
  id: string;
  aggregate_id: string;
  envelope: CloudEvent;
}

/**
 * Publishes what is unsent, oldest first: one event at a time of an aggregate, several aggregates side by side. An event that fails waits (longer each
 * time, ten seconds at most) and holds back its own aggregate only. Marks what was sent only after the bus said where it stands, so that
 * an event is never both marked and missing from the store. Throws when the database fails, or the bus does not say: then some events will be said twice.
 */
export async function relayBatch(context: BatchContext): Promise<BatchOutcome> {
  const { session, bus } = context;
  const rows = await dueRows(session);
  if (rows.length === 0) return { sent: 0, failed: 0, more: false, busDown: false, resent: 0 };

  const { sent, failed, busDown, error } = await publishRows(rows, context);
  if (failed.length > 0) await postpone(session, failed);
  if (sent.length === 0) return { sent: 0, failed: failed.length, more: false, busDown, resent: 0, error };

  const position = await positionOf(bus, context.publishTimeoutMs);
  await session.query('BEGIN');
  await session.query('UPDATE outbox SET sent_at = now(), retry_at = NULL WHERE id = ANY($1)', [sent]);
  const resent = await resendIfLost(session, position);
  await session.query('COMMIT');

  return { sent: sent.length, failed: failed.length, more: resent > 0 || rows.length === batchSize, busDown, resent, error };
}

/** Never "id > the last one seen": ids are given out before the commit, so a smaller one may appear later. */
async function dueRows(session: Client): Promise<Row[]> {
  const { rows } = await session.query<Row>(
    `SELECT id, aggregate_id, envelope FROM outbox AS due
     WHERE sent_at IS NULL AND (retry_at IS NULL OR retry_at <= now())
       AND NOT EXISTS (
         SELECT 1 FROM outbox AS waiting
         WHERE waiting.aggregate_id = due.aggregate_id AND waiting.id < due.id AND waiting.sent_at IS NULL AND waiting.retry_at > now())
     ORDER BY id LIMIT ${batchSize}`,
  );
  return rows;
}

async function publishRows(rows: Row[], { bus, publishTimeoutMs, signal }: BatchContext) {
  const chains = [...Map.groupBy(rows, (row) => row.aggregate_id).values()];
  const sent: string[] = [];
  const failed: string[] = [];
  let inARow = 0;
  let error: unknown;

  const publishChain = async (chain: Row[]): Promise<void> => {
    for (const row of chain) {
      if (signal.aborted || inARow >= failuresInARow) return;
      try {
        await within(publishTimeoutMs, bus.publish(row.envelope));
        sent.push(row.id);
        inARow = 0;
      } catch (failure) {
        failed.push(row.id);
        inARow += 1;
        error = failure;
        return; // what follows in this aggregate must not overtake
      }
    }
  };

  const takeChains = async (): Promise<void> => {
    for (let chain = chains.shift(); chain; chain = chains.shift()) await publishChain(chain);
  };
  await Promise.all(Array.from({ length: concurrency }, takeChains));

  return { sent, failed, busDown: inARow >= failuresInARow || (failed.length > 0 && sent.length === 0), error };
}

/** With jitter, so that what failed together does not come back together. */
async function postpone(session: Client, ids: string[]): Promise<void> {
  await session.query(
    `UPDATE outbox SET attempts = attempts + 1,
       retry_at = now() + make_interval(secs => LEAST($2 * power(2, LEAST(attempts, 20)), $3) * (0.5 + random() / 2) / 1000)
     WHERE id = ANY($1)`,
    [ids, firstRetryMs, longestRetryMs],
  );
}

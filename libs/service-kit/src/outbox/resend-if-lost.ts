import type { Client } from 'pg';
import type { RelayBus } from './relay.ts';
import { within } from './within.ts';

export type BusPosition = { stream: string; lastSequence: number };

/** Where the bus stands; undefined when it is of a kind that does not say. Throws when it does not answer within `timeoutMs`. */
export const positionOf = async (bus: RelayBus, timeoutMs: number): Promise<BusPosition | undefined> =>
  bus.position && (await within(timeoutMs, bus.position()));

/**
 * Compares where the bus stands with where it stood. When its store is another one, or behind (lost, or restored from a backup: an ack is not durability),
 * every event that is retained becomes unsent. Remembers where the bus stands now. Gives how many events will be said again.
 * Runs in the transaction that `session` is in: what marks a batch as sent must commit with the position that was read after the batch.
 */
export async function resendIfLost(session: Client, now: BusPosition | undefined): Promise<number> {
  if (!now) return 0;

  const { rows } = await session.query<{ stream: string; last_sequence: string }>('SELECT stream, last_sequence FROM relay_state');
  const known = rows[0];
  if (known?.stream === now.stream && Number(known.last_sequence) === now.lastSequence) return 0;

  await session.query(
    `INSERT INTO relay_state (stream, last_sequence) VALUES ($1, $2)
     ON CONFLICT (singleton) DO UPDATE SET stream = excluded.stream, last_sequence = excluded.last_sequence`,
    [now.stream, now.lastSequence],
  );
  if (known?.stream === now.stream && Number(known.last_sequence) < now.lastSequence) return 0;

  const { rowCount } = await session.query('UPDATE outbox SET sent_at = NULL, retry_at = NULL, attempts = 0 WHERE sent_at IS NOT NULL');
  return rowCount ?? 0;
}

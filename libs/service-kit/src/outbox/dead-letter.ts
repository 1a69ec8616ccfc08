import { cloudEvent, type CloudEvent } from '@offload/contracts';
import type { Database } from '../database/database.ts';

/** An event that a subscriber could not handle, kept for an operator. */
export interface DeadLetter {
  id: string;
  tenantId: string;
  subscriber: string;
  deliveries: number;
  diedAt: Date;
  event: CloudEvent;
}

/** Writes down that a subscriber gave an event up; saying so twice changes nothing. Afterwards the message may be acknowledged. */
export async function deadLetter(database: Database, subscriber: string, event: CloudEvent, facts: { deliveries: number }): Promise<void> {
  await database.transact(event.tenantid, (tx) =>
    tx.query(
      `INSERT INTO dead_letter (tenant_id, subscriber, event_id, type, aggregate_id, envelope, deliveries) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (tenant_id, subscriber, event_id) DO NOTHING`,
      [event.tenantid, subscriber, event.id, event.type, event.subject, JSON.stringify(event), facts.deliveries],
    ),
  );
}

/** The oldest dead letters of all tenants, 100 by default. */
export async function listDeadLetters(database: Database, options: { limit?: number } = {}): Promise<DeadLetter[]> {
  const { limit = 100 } = options;
  const rows = await database.system.read((tx) =>
    tx.query<{ id: string; tenant_id: string; subscriber: string; deliveries: number; died_at: Date; envelope: unknown }>(
      'SELECT id, tenant_id, subscriber, deliveries, died_at, envelope FROM dead_letter ORDER BY id LIMIT $1',
      [limit],
    ),
  );

  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    subscriber: row.subscriber,
    deliveries: row.deliveries,
    diedAt: row.died_at,
    event: cloudEvent.parse(row.envelope),
  }));
}

/** Hands a dead letter to its subscriber again and forgets it when that worked. Throws what `handle` throws; the letter stays then. */
export async function replayDeadLetter(
  database: Database,
  letter: DeadLetter,
  handle: (event: CloudEvent) => Promise<unknown>,
): Promise<void> {
  await handle(letter.event);
  await database.transact(letter.tenantId, (tx) => tx.query('DELETE FROM dead_letter WHERE id = $1', [letter.id]));
}

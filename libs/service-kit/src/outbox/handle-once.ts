import type { CloudEvent } from '@offload/contracts';
import type { Database, Transaction } from '../database/database.ts';
import { withTraceparent } from '../telemetry/trace.ts';
import { deadLetter } from './dead-letter.ts';

/** Deliveries after which an event counts as one that cannot be handled. */
export const mostDeliveries = 10;

export type Handled = 'handled' | 'ignored' | 'dead-lettered';

/**
 * Handles one delivered event in one transaction of its tenant, at most once: the subscriber's last version of the aggregate is remembered in the same
 * transaction as `work`. What is not newer is `ignored`; so is everything about an aggregate after its last event, since that row stays (a tombstone).
 * With `delivery`, an event that comes for the 11th time is written down as a dead letter, before working: work may be what kills the process.
 * Throws what `work` throws, with nothing remembered: the bus delivers again.
 */
export async function handleOnce(
  database: Database,
  subscriber: string,
  event: CloudEvent,
  work: (tx: Transaction) => Promise<void>,
  delivery?: { attempt: number },
): Promise<Handled> {
  if (delivery && delivery.attempt > mostDeliveries) {
    await deadLetter(database, subscriber, event, { deliveries: delivery.attempt - 1 });
    return 'dead-lettered';
  }

  return withTraceparent(event.traceparent, () =>
    database.transact<Handled>(event.tenantid, async (tx) => {
      // The row lock makes two deliveries about one aggregate take turns.
      const newer = await tx.query(
        `INSERT INTO inbox (tenant_id, subscriber, noun, aggregate_id, aggregate_version, event_id, handled_at) VALUES ($1, $2, $3, $4, $5, $6, now())
         ON CONFLICT (tenant_id, subscriber, noun, aggregate_id) DO UPDATE
           SET aggregate_version = excluded.aggregate_version, event_id = excluded.event_id, handled_at = excluded.handled_at
           WHERE inbox.aggregate_version < excluded.aggregate_version
         RETURNING 1`,
        [event.tenantid, subscriber, nounOf(event.type), event.subject, event.aggregateversion, event.id],
      );
      if (newer.length === 0) return 'ignored';

      await work(tx);
      return 'handled';
    }),
  );
}

/** `offload.accounts.cloud-account` of `offload.accounts.cloud-account.connected.v1`: versions count per aggregate, over all its events. */
const nounOf = (type: string): string => type.split('.').slice(0, 3).join('.');

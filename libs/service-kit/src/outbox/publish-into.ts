import { buildEvent, newId, type EventDefinition } from '@offload/contracts';
import type { EventToPublish, ServiceName } from '../database/database.ts';
import { currentTraceparent } from '../telemetry/trace.ts';

/** The channel on which a commit with events wakes the relay of another process. */
export const outboxChannel = 'outbox';

interface Queries {
  query(sql: string, params?: unknown[]): Promise<unknown[]>;
}

/**
 * Writes one event into the outbox, in the transaction that `queries` belongs to, and counts it in `said`.
 * Throws when the data does not fit the definition, or when the event is not this service's to say.
 */
export async function publishInto<T>(
  queries: Queries,
  said: { events: number },
  definition: EventDefinition<T>,
  event: EventToPublish<T> & { service: ServiceName; tenantId: string },
): Promise<void> {
  if (!definition.type.startsWith(`offload.${event.service}.`)) throw new Error(`${event.service} cannot say ${definition.type}`);

  const envelope = buildEvent(definition, {
    id: newId(),
    source: event.service,
    aggregateId: event.aggregateId,
    aggregateVersion: event.aggregateVersion,
    tenantId: event.tenantId,
    time: new Date(),
    traceparent: currentTraceparent(),
    data: event.data,
  });

  // One round trip for both. Postgres sends a notification once a transaction, and only if it commits.
  await queries.query(
    `WITH said AS (
       INSERT INTO outbox (event_id, tenant_id, type, aggregate_id, aggregate_version, envelope) VALUES ($1, $2, $3, $4, $5, $6) RETURNING 1
     ) SELECT pg_notify('${outboxChannel}', '') FROM said`,
    [envelope.id, envelope.tenantid, envelope.type, envelope.subject, envelope.aggregateversion, JSON.stringify(envelope)],
  );
  said.events += 1;
}

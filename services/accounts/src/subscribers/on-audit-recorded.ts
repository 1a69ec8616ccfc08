import { auditRecorded, readEvent, type AuditedService } from '@offload/contracts';
import { handleOnce, type Database, type EventBus, type Subscription } from '@offload/service-kit';
import { canonicalDetails } from '../audit-log/audit-event.ts';
import { repositoriesOf } from '../context.ts';

/** Adds what any service did to the audit log of its tenant. */
export function onAuditRecorded(bus: EventBus, database: Database, now: () => Date): Promise<Subscription> {
  const name = 'on-audit-recorded';
  const types = Object.values(auditRecorded).map(({ type }) => type);

  return bus.subscribe({ service: 'accounts', name, types }, async (event, delivery) => {
    // The source is the bus's to vouch for: a service may publish in its own name only.
    const service = event.type.split('.')[1] as AuditedService;
    const { actor, target, details, occurredAt, ...facts } = readEvent(auditRecorded[service], event);
    const write = (tx: Parameters<typeof repositoriesOf>[0]): Promise<void> =>
      repositoriesOf(tx).auditLog.append({
        ...facts,
        eventId: event.id,
        service,
        actor: actor.subject,
        address: actor.address,
        targetType: target.type,
        targetId: target.id,
        details: canonicalDetails(details),
        occurredAt: new Date(occurredAt),
        recordedAt: now(),
      });
    await handleOnce(database, name, event, write, delivery);
  });
}

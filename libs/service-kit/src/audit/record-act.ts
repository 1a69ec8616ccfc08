import { auditRecorded, newId, type AuditEntry, type AuditedService } from '@offload/contracts';
import type { Transaction } from '../database/database.ts';
import { currentActor } from './actor.ts';

/** What was done; who did it is known from the call. */
export type Act = Pick<AuditEntry, 'act' | 'target'> & Partial<Pick<AuditEntry, 'outcome' | 'code' | 'details'>>;

/**
 * Writes an act down for the audit log, in the transaction of the act: one insert. `SUCCEEDED` when not said. An act that is refused is written in a
 * transaction of its own.
 */
export async function recordAct({ publish }: Pick<Transaction, 'publish'>, service: AuditedService, act: Act, at: Date): Promise<void> {
  await publish(auditRecorded[service], {
    aggregateId: newId(),
    aggregateVersion: 1,
    data: {
      outcome: 'SUCCEEDED',
      code: null,
      details: {},
      ...act,
      actor: currentActor() ?? { subject: `service:${service}`, address: null },
      occurredAt: at.toISOString(),
    },
  });
}

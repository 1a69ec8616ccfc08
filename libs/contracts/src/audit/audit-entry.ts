import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../events/event.ts';

/** Everything that is written down: `<noun>.<verb>`. */
export const auditAct = z.enum([
  'onboarding-kit.create',
  'cloud-account.connect',
  'cloud-account.disconnect',
  'connection.test',
  'credential.seal',
  'credential.rotate',
  'credential.switch',
  'credential.lease',
  'credential.end',
  'credential.destroy',
  'webhook.create',
  'webhook.update',
  'webhook.rotate-secret',
  'webhook.delete',
  'webhook.test',
  'webhook.replay',
  'webhook.disable',
  'webhook-secret.destroy',
  'scan.start',
  'scan.cancel',
  'api-key.create',
  'api-key.revoke',
]);
export type AuditAct = z.infer<typeof auditAct>;

/** Who acts: `user:<sub>`, `api-key:<id>`, or `service:<name>` where nobody asked; and from which network address, where that is known. */
export const actor = z.object({ subject: z.string().max(512), address: z.string().max(64).nullable() });
export type Actor = z.infer<typeof actor>;

/** One act, as the service that did it tells. Ids and facts, never a secret, never what a person typed. */
export const auditEntry = z.object({
  act: auditAct,
  actor,
  target: z.object({ type: z.string().max(64), id: z.string().max(200) }),
  outcome: z.enum(['SUCCEEDED', 'REFUSED']),
  /** Why it was refused. */
  code: z.string().max(64).nullable(),
  /** Few and small: `region`, `actions`. */
  details: z
    .record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
    .refine((details) => Object.keys(details).length <= 16, 'at most 16 details'),
  /** RFC 3339, UTC, milliseconds. */
  occurredAt: z.iso.datetime({ precision: 3 }),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const recordedBy = (service: 'accounts' | 'credentials' | 'scanner'): EventDefinition<AuditEntry> =>
  defineEvent({
    type: `offload.${service}.audit.recorded.v1`,
    description: `Something was done, or refused, in ${service} that the audit log keeps. Each is an aggregate of its own.`,
    data: auditEntry,
  });

/** The audit entries of each service that writes any: a service speaks in its own name only. */
export const auditRecorded = {
  accounts: recordedBy('accounts'),
  credentials: recordedBy('credentials'),
  scanner: recordedBy('scanner'),
} as const;

export type AuditedService = keyof typeof auditRecorded;

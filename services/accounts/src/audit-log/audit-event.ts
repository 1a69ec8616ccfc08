import { createHash } from 'node:crypto';

/** One act in the chain of its tenant. */
export interface AuditEvent {
  /** 1, 2, 3 … without a gap. */
  seq: number;
  eventId: string;
  service: string;
  act: string;
  actor: string;
  address: string | null;
  targetType: string;
  targetId: string;
  outcome: string;
  code: string | null;
  /** JSON, keys in order. */
  details: string;
  occurredAt: Date;
  recordedAt: Date;
  /** The hash of the row before; 32 zeros before the first. SHA-256. */
  previousHash: Buffer;
  hash: Buffer;
}

export const firstHash = Buffer.alloc(32);

/** What ties a row to everything that it says and to the row before it: SHA-256 over all columns, as a JSON array, which no two rows share. */
export function hashOf(tenantId: string, event: Omit<AuditEvent, 'hash'>): Buffer {
  const columns = [
    'offload audit v1',
    tenantId,
    event.seq,
    event.eventId,
    event.service,
    event.act,
    event.actor,
    event.address,
    event.targetType,
    event.targetId,
    event.outcome,
    event.code,
    event.details,
    event.occurredAt.toISOString(),
    event.recordedAt.toISOString(),
    event.previousHash.toString('hex'),
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest();
}

/** JSON with its keys in order, so that the same facts are the same text. */
export const canonicalDetails = (details: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1))));

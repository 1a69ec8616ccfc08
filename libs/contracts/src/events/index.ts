import type { EventDefinition } from './event.ts';
import { auditRecorded } from '../audit/audit-entry.ts';
import { cloudAccountConnected } from './cloud-account-connected.ts';
import { cloudAccountDisconnected } from './cloud-account-disconnected.ts';
import { connectionTested } from './connection-tested.ts';
import { credentialAged } from './credential-aged.ts';
import { credentialRotated } from './credential-rotated.ts';
import { scanFinished } from './scan-finished.ts';
import { scanQueued } from './scan-queued.ts';
import { webhookDeleted } from './webhook-deleted.ts';

export * from './event.ts';
export { cloudAccountConnected, cloudAccountDisconnected, connectionTested, credentialAged, credentialRotated, scanFinished, scanQueued, webhookDeleted };

/** Every event of the platform; schemas/events is generated from it. */
export const allEvents: readonly EventDefinition<never>[] = [
  auditRecorded.accounts,
  auditRecorded.credentials,
  auditRecorded.scanner,
  cloudAccountConnected,
  cloudAccountDisconnected,
  connectionTested,
  credentialAged,
  credentialRotated,
  scanFinished,
  scanQueued,
  webhookDeleted,
] as unknown as readonly EventDefinition<never>[];

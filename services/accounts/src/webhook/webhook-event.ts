import {
  cloudAccountConnected,
  cloudAccountDisconnected,
  connectionTested,
  credentialAged,
  credentialRotated,
  readEvent,
  scanFinished,
  scanQueued,
  type CloudEvent,
  type EventDefinition,
} from '@offload/contracts';
import { mostBodyBytes } from './webhook.ts';

export type WebhookEvent =
  | 'CLOUD_ACCOUNT_CONNECTED'
  | 'CLOUD_ACCOUNT_DISCONNECTED'
  | 'CONNECTION_STATUS_CHANGED'
  | 'CREDENTIAL_AGED'
  | 'CREDENTIAL_ROTATED'
  | 'SCAN_QUEUED'
  | 'SCAN_FINISHED';

interface Deliverable {
  event: WebhookEvent;
  /** What partners read as `type`; it may never change. */
  type: string;
  source: EventDefinition<never>;
  /**
   * The data as partners read it, chosen field by field, so that what the services tell each other can change; null when there is nothing to tell.
   */
  tell(event: CloudEvent): (Record<string, unknown> & { cloudAccountId: string }) | null;
}

function deliverable<T>(
  event: WebhookEvent,
  type: string,
  source: EventDefinition<T>,
  tell: (data: T) => (Record<string, unknown> & { cloudAccountId: string }) | null,
): Deliverable {
  return { event, type, source: source as unknown as EventDefinition<never>, tell: (envelope) => tell(readEvent(source, envelope)) };
}

/** What of the platform's events webhooks are told, and how: the one list. */
const deliverables: readonly Deliverable[] = [
  deliverable('CLOUD_ACCOUNT_CONNECTED', 'cloud-account.connected', cloudAccountConnected, (data) => ({
    cloudAccountId: data.cloudAccountId,
    provider: data.provider,
    providerAccountId: data.providerAccountId,
    status: data.status,
    simulated: data.simulated,
  })),
  deliverable('CLOUD_ACCOUNT_DISCONNECTED', 'cloud-account.disconnected', cloudAccountDisconnected, ({ cloudAccountId }) => ({ cloudAccountId })),
  // Every account is tested again several times a day: only what changed is told.
  deliverable('CONNECTION_STATUS_CHANGED', 'connection.status-changed', connectionTested, ({ cloudAccountId, status, previousStatus, code }) =>
    previousStatus === undefined || previousStatus === status ? null : { cloudAccountId, status, previousStatus, code },
  ),
  deliverable('CREDENTIAL_AGED', 'credential.aged', credentialAged, ({ cloudAccountId, credentialId, rotation, ageDays }) => ({
    cloudAccountId,
    credentialId,
    rotation,
    ageDays,
  })),
  deliverable('CREDENTIAL_ROTATED', 'credential.rotated', credentialRotated, ({ cloudAccountId, credentialId, kind }) => ({
    cloudAccountId,
    credentialId,
    kind,
  })),
  deliverable('SCAN_QUEUED', 'scan.queued', scanQueued, ({ cloudAccountId, scanId, type, trigger }) => ({ cloudAccountId, scanId, type, trigger })),
  deliverable('SCAN_FINISHED', 'scan.finished', scanFinished, ({ cloudAccountId, scanId, status, assets, findings, gaps }) => ({
    cloudAccountId,
    scanId,
    status,
    assets,
    findings,
    gaps,
  })),
];

/** The types of the events that webhooks are told, as they are on the bus. */
export const deliverableTypes: readonly string[] = deliverables.map(({ source }) => source.type);

/** A message for webhooks: what it is about, and its body as it is sent, byte for byte. */
export interface WebhookMessage {
  event: WebhookEvent;
  cloudAccountId: string;
  body: string;
}

/**
 * What webhooks are told of an event of the bus; null when nothing. Throws when the event does not fit its definition, or its body would be too long.
 */
export function messageOf(envelope: CloudEvent): WebhookMessage | null {
  const known = deliverables.find(({ source }) => source.type === envelope.type);
  const data = known?.tell(envelope);
  if (!known || !data) return null;
  const body = writeBody({ type: known.type, id: envelope.id, time: envelope.time, tenantId: envelope.tenantid, data });
  return { event: known.event, cloudAccountId: data.cloudAccountId, body };
}

export interface MessageBody {
  type: string;
  /** Of the event, the same for every webhook that hears it. */
  id: string;
  /** RFC 3339: when it happened. */
  time: string;
  tenantId: string;
  data: Readonly<Record<string, unknown>>;
}

/** The body of a message. Throws when it is longer than 64 KiB, which no set of ids and facts is. */
export function writeBody(message: MessageBody): string {
  const body = JSON.stringify(message);
  if (Buffer.byteLength(body) > mostBodyBytes) throw new Error(`a webhook message of type ${message.type} is too long`);
  return body;
}

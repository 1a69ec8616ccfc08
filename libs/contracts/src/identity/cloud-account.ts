import { z } from 'zod';

export const cloudProvider = z.enum(['AWS', 'AZURE', 'GCP']);
export type CloudProvider = z.infer<typeof cloudProvider>;

/** What a connection test leaves an account in: every required permission, or some missing and accepted. */
export const connectedStatus = z.enum(['CONNECTED', 'DEGRADED']);
export type ConnectedStatus = z.infer<typeof connectedStatus>;

/**
 * What is broadcast the moment that an account is disconnected, so that whoever holds a lease of it lets go at once: the event that says so durably may
 * take longer. Nothing else may rest on it, since nobody may be listening.
 */
export const accessEnded = z.object({ tenantId: z.uuid(), cloudAccountId: z.uuid() });
export type AccessEnded = z.infer<typeof accessEnded>;

/** The ephemeral subject of it; `*` for whichever. */
export const accessEndedSubject = (tenantId: string, cloudAccountId: string): string => `offload-live.access-ended.${tenantId}.${cloudAccountId}`;

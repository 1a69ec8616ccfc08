import { z } from 'zod';

export const cloudProvider = z.enum(['AWS', 'AZURE', 'GCP']);
export type CloudProvider = z.infer<typeof cloudProvider>;

/** What a connection test leaves an account in: every required permission, or some missing and accepted. */
export const connectedStatus = z.enum(['CONNECTED', 'DEGRADED']);
export type ConnectedStatus = z.infer<typeof connectedStatus>;

import { z } from 'zod';
import { cloudProvider, connectedStatus } from '../identity/cloud-account.ts';
import { defineEvent } from './event.ts';

export const cloudAccountConnected = defineEvent({
  type: 'offload.accounts.cloud-account.connected.v1',
  description: 'A connection test succeeded, the credential is sealed, and the account is connected.',
  data: z.object({
    cloudAccountId: z.uuid(),
    provider: cloudProvider,
    providerAccountId: z.string(),
    status: connectedStatus,
    credentialId: z.uuid(),
    initialScan: z.boolean(),
    /** The regions chosen for scans; null means the curated set. */
    regions: z.array(z.string()).nullable(),
    simulated: z.boolean(),
  }),
});

import { z } from 'zod';
import { principal } from '../identity/access.ts';
import { defineInternalApi, endpoint } from './internal-api.ts';

export const accountsApi = defineInternalApi('accounts', {
  abandonIntent: endpoint({
    description: 'Asked before an unclaimed secret is destroyed: gives up a connection that never came about. CONNECTED means that it did, and the secret must stay.',
    callers: ['credentials'],
    input: z.object({ cloudAccountId: z.uuid() }),
    output: z.object({ outcome: z.enum(['ABANDONED', 'CONNECTED', 'DISCONNECTED']) }),
  }),
  abandonWebhook: endpoint({
    description: 'Asked before the unclaimed secret of a webhook is destroyed: gives up one that never came about. EXISTS means that it did, and the secret must stay.',
    callers: ['credentials'],
    input: z.object({ webhookId: z.uuid() }),
    output: z.object({ outcome: z.enum(['ABANDONED', 'EXISTS']) }),
  }),
  authenticateApiKey: endpoint({
    description: 'Who an API key belongs to; null when it is unknown, revoked or expired. Takes the SHA-256 of the key, in hex: the key itself stays at the gateway. Says when the key expires: null for never.',
    callers: ['gateway'],
    input: z.object({ keyHash: z.string().regex(/^[0-9a-f]{64}$/) }),
    output: z.object({ principal: principal.nullable(), expiresAt: z.iso.datetime().nullable() }),
  }),
});

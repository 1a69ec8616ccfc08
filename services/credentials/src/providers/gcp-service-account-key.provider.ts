import type { ConnectionMaterial } from '@offload/contracts';
import { err, Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { GcpContext } from '../gcp/gcp-context.ts';
import type { GcpServiceAccountKey } from '../gcp/service-account-key.ts';
import { leaseGcpToken } from '../lease/gcp/lease-gcp-token.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { inspectProjectId, keyFileRefusals } from '../verify/gcp/gcp-input.ts';
import { readKeyFile } from '../verify/gcp/read-key-file.ts';
import { verifyGcpServiceAccountKey } from '../verify/gcp/verify-gcp-service-account-key.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type KeyMaterial = Extract<ConnectionMaterial, { kind: 'GCP_SERVICE_ACCOUNT_KEY' }>;

const stored = z.object({
  kind: z.literal('GCP_SERVICE_ACCOUNT_KEY'),
  clientEmail: z.string(),
  projectId: z.string(),
  privateKeyId: z.string(),
  privateKey: z.string().transform((value) => new Secret(value)),
});

/** A Google Cloud service account, by a key of it. */
export function createGcpServiceAccountKeyProvider(context: GcpContext): CredentialProvider<KeyMaterial, GcpServiceAccountKey> {
  const cache = createLeaseCache(context.now);

  return {
    async read({ serviceAccountKey }, open, { expectedProviderAccountId: projectId }) {
      const invalid = projectId === null ? null : inspectProjectId(projectId);
      if (invalid) return err(invalid);
      const file = await open(serviceAccountKey);
      return file.ok ? readKeyFile(file.value) : err(keyFileRefusals.unreadable(file.error));
    },
    serialize: ({ kind, clientEmail, projectId, privateKeyId, privateKey }) =>
      new Secret(JSON.stringify({ kind, clientEmail, projectId, privateKeyId, privateKey: privateKey.reveal() })),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['GCP_SERVICE_ACCOUNT_KEY'],
    kindOf: () => 'GCP_SERVICE_ACCOUNT_KEY',
    verify: (key, options) => verifyGcpServiceAccountKey(context, key, options),
    lease: (unseal, request) => leaseGcpToken(cache, async (scope) => context.connector.authorize(await unseal(), scope), request),
    forget: cache.forget,
  };
}

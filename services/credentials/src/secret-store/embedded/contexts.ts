import type { SecretPath } from '../secret-store.ts';

/** What a tenant's data key is bound to. */
export const dataKeyContext = (tenantId: string): string => `offload data key v1\n${tenantId}`;

/** What a secret is bound to. */
export const secretContext = ({ tenantId, cloudAccountId }: SecretPath, version: number): string =>
  `offload secret v1\n${tenantId}\n${cloudAccountId}\n${version}`;

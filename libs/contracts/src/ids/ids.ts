import { v5, v7 } from 'uuid';

/** A new id: UUIDv7, so that ids made later sort later. */
export const newId = (): string => v7();

/** The namespace of asset ids; it may never change, or every asset would be another. */
const assetNamespace = '6f1c9a54-30f2-4a37-9e0b-6b2f6a1f7d10';
const findingNamespace = 'd0f5d1f6-4f0e-4a57-8d2c-5a4f63c1f2aa';

/** The id of an asset: the same for the same tenant, account and provider reference, so that any service can say it. */
export const assetIdOf = (tenantId: string, cloudAccountId: string, providerRef: string): string =>
  v5(`${tenantId}\n${cloudAccountId}\n${providerRef}`, assetNamespace);

/** The id of a finding: the same for the same tenant, account and key (check and resource, or the native finding's own id). */
export const findingIdOf = (tenantId: string, cloudAccountId: string, key: string): string =>
  v5(`${tenantId}\n${cloudAccountId}\n${key}`, findingNamespace);

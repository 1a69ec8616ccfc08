/** Storage accounts, with the settings of their blob service. */
import type { Estate } from './estate.ts';
import { privateEndpointsOf } from './private-endpoint.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

const kinds = ['StorageV2', 'StorageV2', 'StorageV2', 'BlobStorage', 'FileStorage'] as const;

export function storageAccountAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('storage-account', location, index);
  const name = estate.nameAt('storage-account', location, index);
  const id = estate.idAt('storage-account', location, index);
  const kind = dice.pick('kind', kinds);
  const age = 10 + dice.int('age', 900);
  const isLocked = dice.chance('locked', 0.55);
  const keyAge = (key: string): string | null =>
    dice.chance(`${key} unknown`, 0.1)
      ? null
      : estate.daysAgo(Math.min(age, dice.chance(`${key} fresh`, 0.5) ? dice.int(key, 85) : 95 + dice.int(key, 600)));

  return {
    id,
    name,
    location,
    kind,
    sku: {
      name: kind === 'FileStorage' ? 'Premium_LRS' : dice.pick('sku', ['Standard_LRS', 'Standard_ZRS', 'Standard_GRS']),
      tier: 'Standard',
    },
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      creationTime: estate.daysAgo(age),
      primaryLocation: location,
      statusOfPrimary: 'available',
      accessTier: 'Hot',
      supportsHttpsTrafficOnly: dice.chance('https', 0.85),
      ...(!dice.chance('old', 0.08) && {
        minimumTlsVersion: dice.pick('tls', ['TLS1_2', 'TLS1_2', 'TLS1_2', 'TLS1_0', 'TLS1_1', 'TLS1_3']),
      }),
      allowBlobPublicAccess: dice.chance('anonymous', 0.2),
      ...(dice.chance('says keys', 0.6) && { allowSharedKeyAccess: !dice.chance('no keys', 0.4) }),
      allowCrossTenantReplication: dice.chance('replication', 0.2),
      publicNetworkAccess: dice.chance('private', 0.2) ? 'Disabled' : 'Enabled',
      networkAcls: {
        bypass: dice.chance('trusts', 0.7) ? 'AzureServices' : dice.pick('bypass', ['None', 'Logging, Metrics']),
        virtualNetworkRules: [],
        ipRules: isLocked && dice.chance('ips', 0.5) ? [{ value: `203.0.113.${dice.int('ip', 250)}`, action: 'Allow' }] : [],
        defaultAction: isLocked ? 'Deny' : 'Allow',
      },
      privateEndpointConnections: privateEndpointsOf(estate, dice, id, 0.3),
      encryption: {
        services: { blob: { keyType: 'Account', enabled: true }, file: { keyType: 'Account', enabled: true } },
        keySource: dice.chance('own key', 0.3) ? 'Microsoft.Keyvault' : 'Microsoft.Storage',
        ...(dice.chance('twice', 0.35) && { requireInfrastructureEncryption: true }),
      },
      keyCreationTime: { key1: keyAge('key1'), key2: keyAge('key2') },
      primaryEndpoints: {
        blob: `https://${name}.blob.core.windows.net/`,
        file: `https://${name}.file.core.windows.net/`,
      },
    },
    // File shares have no blobs.
    ...(kind !== 'FileStorage' && {
      parts: {
        blobService: {
          deleteRetentionPolicy: dice.chance('keeps blobs', 0.6) ? { enabled: true, days: dice.pick('days', [7, 14, 30]) } : { enabled: false },
          containerDeleteRetentionPolicy: dice.chance('keeps containers', 0.55) ? { enabled: true, days: 7 } : { enabled: false },
          isVersioningEnabled: dice.chance('versions', 0.3),
          cors: { corsRules: [] },
        },
      },
    }),
  };
}

/** PostgreSQL flexible servers. */
import type { Estate } from './estate.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

export function postgresqlServerAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('postgresql-server', location, index);
  const name = estate.nameAt('postgresql-server', location, index);
  return {
    id: estate.idAt('postgresql-server', location, index),
    name,
    location,
    sku: { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' },
    tags: tagsOf(dice),
    properties: {
      administratorLogin: 'pgadmin',
      version: dice.pick('version', ['13', '15', '16', '17']),
      state: dice.chance('stopped', 0.1) ? 'Stopped' : 'Ready',
      fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
      network: { publicNetworkAccess: dice.chance('public', 0.5) ? 'Enabled' : 'Disabled' },
      authConfig: {
        activeDirectoryAuth: dice.chance('entra', 0.5) ? 'Enabled' : 'Disabled',
        passwordAuth: dice.chance('passwords', 0.7) ? 'Enabled' : 'Disabled',
      },
      backup: { backupRetentionDays: dice.pick('days', [7, 14, 35]), geoRedundantBackup: dice.chance('geo', 0.3) ? 'Enabled' : 'Disabled' },
      highAvailability: { mode: dice.pick('availability', ['Disabled', 'SameZone', 'ZoneRedundant']) },
      ...(dice.chance('key', 0.3) && {
        dataEncryption: { type: 'AzureKeyVault', primaryKeyURI: `https://keys-${dice.hex('vault', 4)}.vault.azure.net/keys/postgresql/${dice.hex('key version', 32)}` },
      }),
    },
    parts: { parameters: { require_secure_transport: dice.chance('clear', 0.25) ? 'off' : 'on' } },
  };
}

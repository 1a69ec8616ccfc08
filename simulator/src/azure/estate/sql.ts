/** SQL servers with their firewalls, auditing and databases. */
import { databasesPerServer } from './counts.ts';
import type { Estate } from './estate.ts';
import { guidFrom, nameOf } from './names.ts';
import { privateEndpointsOf } from './private-endpoint.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

export function serverAt(estate: Estate, location: string, index: number): ArmResource {
  const { tenantId, canary } = estate.options;
  const dice = estate.dice('sql-server', location, index);
  const name = estate.nameAt('sql-server', location, index);
  const id = estate.idAt('sql-server', location, index);
  const isAudited = dice.chance('audited', 0.6);
  return {
    id,
    name,
    location,
    kind: 'v12.0',
    ...(dice.chance('identity', 0.4) && {
      identity: { type: 'SystemAssigned', principalId: guidFrom(dice, 'principal'), tenantId },
    }),
    tags: tagsOf(dice),
    properties: {
      administratorLogin: `admin-${canary}`,
      version: '12.0',
      state: 'Ready',
      fullyQualifiedDomainName: `${name}-${dice.hex('host', 6)}.database.windows.net`,
      minimalTlsVersion: dice.pick('tls', ['1.2', '1.2', '1.1', 'None']),
      publicNetworkAccess: dice.chance('public', 0.6) ? 'Enabled' : 'Disabled',
      privateEndpointConnections: privateEndpointsOf(estate, dice, id, 0.35),
      ...(dice.chance('entra', 0.6) && {
        administrators: {
          administratorType: 'ActiveDirectory',
          principalType: 'Group',
          login: 'database-admins',
          sid: guidFrom(dice, 'administrators'),
          tenantId,
          azureADOnlyAuthentication: dice.chance('entra only', 0.5),
        },
      }),
    },
    parts: {
      firewallRules: firewallOf(estate, id, location, index),
      auditing: {
        state: isAudited ? 'Enabled' : 'Disabled',
        retentionDays: isAudited ? dice.pick('days', [0, 7, 30, 91, 180]) : 0,
        isAzureMonitorTargetEnabled: isAudited && dice.chance('monitor', 0.4),
        auditActionsAndGroups: isAudited ? ['BATCH_COMPLETED_GROUP'] : [],
        isStorageSecondaryKeyInUse: false,
        storageAccountSubscriptionId: '00000000-0000-0000-0000-000000000000',
      },
    },
  };
}

function firewallOf(estate: Estate, id: string, location: string, index: number): object[] {
  const dice = estate.dice('sql-server', location, index);
  const rules: [name: string, from: string, to: string][] = [];
  if (dice.chance('azure services', 0.25)) rules.push(['AllowAllWindowsAzureIps', '0.0.0.0', '0.0.0.0']);
  if (dice.chance('everybody', 0.12)) rules.push(['temporary', '0.0.0.0', '255.255.255.255']);
  if (dice.chance('office', 0.6)) rules.push(['office', '203.0.113.10', '203.0.113.20']);
  return rules.map(([name, startIpAddress, endIpAddress]) => ({
    id: `${id}/firewallRules/${name}`,
    name,
    type: 'Microsoft.Sql/servers/firewallRules',
    properties: { startIpAddress, endIpAddress },
  }));
}

/** Database `index` is of server `index / 3`, the last of each three being `master`. */
export function databaseAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('sql-database', location, index);
  const isMaster = index % databasesPerServer === databasesPerServer - 1;
  const name = isMaster ? 'master' : nameOf('db', index, dice.pick('name', ['orders', 'users', 'stock']));
  return {
    id: `${estate.idAt('sql-server', location, Math.floor(index / databasesPerServer))}/databases/${name}`,
    name,
    location,
    kind: isMaster ? 'v12.0,system' : 'v12.0,user,vcore',
    sku: isMaster
      ? { name: 'System', tier: 'System' }
      : {
          name: dice.pick('sku', ['GP_Gen5', 'GP_S_Gen5', 'BC_Gen5']),
          tier: 'GeneralPurpose',
        },
    ...(!isMaster && { tags: tagsOf(dice) }),
    properties: {
      status: dice.chance('paused', 0.1) && !isMaster ? 'Paused' : 'Online',
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      databaseId: guidFrom(dice, 'database'),
      creationDate: estate.daysAgo(dice.int('age', 700)),
      zoneRedundant: dice.chance('zones', 0.3),
      currentBackupStorageRedundancy: dice.pick('backup', ['Geo', 'Zone', 'Local']),
    },
    parts: { encryption: { state: !isMaster && dice.chance('encrypted', 0.9) ? 'Enabled' : 'Disabled' } },
  };
}

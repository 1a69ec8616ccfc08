import type { Estate } from './estate.ts';
import { labelsOf, nameOf } from './labels.ts';
import type { Resource } from './resource.ts';

const versions = ['POSTGRES_15', 'POSTGRES_16', 'MYSQL_8_0', 'SQLSERVER_2022_STANDARD'] as const;

/** Flags that CIS asks about, by kind of server. */
const flags: Record<string, readonly { name: string; good: string; bad: string }[]> = {
  POSTGRES: [
    { name: 'log_connections', good: 'on', bad: 'off' },
    { name: 'log_disconnections', good: 'on', bad: 'off' },
    { name: 'log_min_duration_statement', good: '-1', bad: '500' },
    { name: 'cloudsql.enable_pgaudit', good: 'on', bad: 'off' },
  ],
  MYSQL: [
    { name: 'local_infile', good: 'off', bad: 'on' },
    { name: 'skip_show_database', good: 'on', bad: 'off' },
  ],
  SQLSERVER: [
    { name: 'external scripts enabled', good: 'off', bad: 'on' },
    { name: 'cross db ownership chaining', good: 'off', bad: 'on' },
  ],
};

/** A Cloud SQL instance, as its Admin API describes it. */
export function sqlInstanceAt(estate: Estate, region: string, index: number): Resource {
  const { projectId, projectNumber } = estate.options;
  const dice = estate.dice('sql-instance', region, index);
  const name = `${nameOf(dice, ['orders', 'users', 'ledger', 'reports'], index)}-${region}`;
  const version = dice.pick('version', versions);
  const createTime = estate.daysAgo(dice.int('age', 700));
  const isPublic = dice.chance('public', 0.45);
  const isOpen = isPublic && dice.chance('open', 0.35);
  const sslMode = dice.pick('ssl', ['ENCRYPTED_ONLY', 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED', 'ALLOW_UNENCRYPTED_AND_ENCRYPTED']);
  const labels = labelsOf(dice);
  const hasBackups = dice.chance('backups', 0.75);
  return {
    name: `//cloudsql.googleapis.com/projects/${projectId}/instances/${name}`,
    location: region,
    displayName: name,
    labels,
    createTime,
    state: 'RUNNABLE',
    data: {
      kind: 'sql#instance',
      name,
      project: projectId,
      region,
      gceZone: `${region}-${dice.pick('zone', ['a', 'b', 'c'])}`,
      selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/projects/${projectId}/instances/${name}`,
      connectionName: `${projectId}:${region}:${name}`,
      databaseVersion: version,
      backendType: 'SECOND_GEN',
      instanceType: 'CLOUD_SQL_INSTANCE',
      state: 'RUNNABLE',
      createTime,
      serviceAccountEmailAddress: `p${projectNumber}-${dice.hex('robot', 6)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
      ipAddresses: [
        { type: 'PRIVATE', ipAddress: `10.20.${dice.int('ip', 250)}.3` },
        ...(isPublic ? [{ type: 'PRIMARY', ipAddress: `35.${dice.int('a', 200)}.${dice.int('b', 250)}.7` }] : []),
      ],
      ...(dice.chance('kms', 0.3) && {
        diskEncryptionConfiguration: {
          kind: 'sql#diskEncryptionConfiguration',
          kmsKeyName: `projects/${projectId}/locations/${region}/keyRings/main/cryptoKeys/key-0`,
        },
      }),
      settings: {
        kind: 'sql#settings',
        settingsVersion: '7',
        tier: dice.pick('tier', ['db-f1-micro', 'db-custom-2-7680', 'db-custom-4-15360']),
        edition: 'ENTERPRISE',
        activationPolicy: 'ALWAYS',
        availabilityType: dice.chance('regional', 0.4) ? 'REGIONAL' : 'ZONAL',
        dataDiskSizeGb: '50',
        dataDiskType: 'PD_SSD',
        deletionProtectionEnabled: dice.chance('protected', 0.6),
        storageAutoResize: true,
        userLabels: labels,
        backupConfiguration: {
          kind: 'sql#backupConfiguration',
          enabled: hasBackups,
          startTime: '03:00',
          ...(hasBackups && version.startsWith('POSTGRES') && { pointInTimeRecoveryEnabled: dice.chance('pitr', 0.6) }),
        },
        ipConfiguration: {
          ipv4Enabled: isPublic,
          privateNetwork: `projects/${projectId}/global/networks/default`,
          sslMode,
          requireSsl: sslMode === 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED',
          authorizedNetworks: isOpen
            ? [{ kind: 'sql#aclEntry', name: 'anywhere', value: '0.0.0.0/0' }]
            : isPublic
              ? [{ kind: 'sql#aclEntry', name: 'office', value: '203.0.113.0/24' }]
              : [],
        },
        databaseFlags: (flags[version.split('_')[0]!] ?? [])
          .filter(({ name: flag }) => dice.chance(`has ${flag}`, 0.7))
          .map(({ name: flag, good, bad }) => ({ name: flag, value: dice.chance(`good ${flag}`, 0.6) ? good : bad })),
      },
    },
  };
}

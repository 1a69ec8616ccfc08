import { gcpSqlInstance, type ResourceOf } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { searchedInAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface DatabaseFlag {
  readonly name?: string;
  readonly value?: string;
}

interface SqlInstanceData {
  readonly name: string;
  readonly databaseVersion: string;
  readonly state: string;
  readonly createTime: string;
  readonly instanceType: string;
  readonly ipAddresses: readonly { readonly type?: string; readonly ipAddress?: string }[];
  readonly diskEncryptionConfiguration: { readonly kmsKeyName?: string };
  readonly settings: {
    readonly tier?: string;
    readonly availabilityType?: string;
    readonly deletionProtectionEnabled?: boolean;
    readonly userLabels?: Readonly<Record<string, string>>;
    readonly databaseFlags?: readonly DatabaseFlag[];
    readonly backupConfiguration?: { readonly enabled?: boolean; readonly pointInTimeRecoveryEnabled?: boolean; readonly binaryLogEnabled?: boolean };
    readonly ipConfiguration?: IpConfiguration;
  };
}

interface IpConfiguration {
  readonly ipv4Enabled?: boolean;
  readonly privateNetwork?: string;
  readonly requireSsl?: boolean;
  readonly sslMode?: string;
  readonly authorizedNetworks?: readonly { readonly value?: string }[];
}

type SqlInstance = ResourceOf<typeof gcpSqlInstance>;

export const gcpSqlInstanceCollector = collector({
  resource: gcpSqlInstance,
  service: 'sql',
  ...searchedInAssets<SqlInstanceData>('sqladmin.googleapis.com/Instance'),

  describe({ name, data }) {
    const settings = data.settings ?? {};
    const network = settings.ipConfiguration ?? {};
    return {
      ref: name,
      name: data.name ?? lastSegment(name),
      tags: settings.userLabels ?? {},
      fields: {
        engine: engineOf(data.databaseVersion),
        databaseVersion: data.databaseVersion,
        tier: settings.tier ?? null,
        state: data.state ?? null,
        createdAt: utcTime(data.createTime),
        isReplica: data.instanceType === 'READ_REPLICA_INSTANCE',
        hasPublicIp: network.ipv4Enabled ?? false,
        // `PRIVATE` is the address in the network, `OUTGOING` the one that the instance connects from.
        publicIps: (data.ipAddresses ?? []).filter(({ type }) => type === 'PRIMARY').map(({ ipAddress = '' }) => ipAddress),
        privateNetwork: lastSegment(network.privateNetwork),
        authorizedNetworks: (network.authorizedNetworks ?? []).map(({ value = '' }) => value),
        connections: connectionsOf(network),
        backups: {
          isEnabled: settings.backupConfiguration?.enabled ?? false,
          // MySQL recovers to a moment by its binary log.
          isPointInTime: settings.backupConfiguration?.pointInTimeRecoveryEnabled ?? settings.backupConfiguration?.binaryLogEnabled ?? false,
        },
        isProtectedFromDeletion: settings.deletionProtectionEnabled ?? false,
        availability: settings.availabilityType ?? null,
        kmsKey: data.diskEncryptionConfiguration?.kmsKeyName ?? null,
        flags: flagsOf(settings.databaseFlags ?? []),
      },
    };
  },
});

function engineOf(version = ''): SqlInstance['engine'] {
  if (version.startsWith('MYSQL')) return 'mysql';
  if (version.startsWith('POSTGRES')) return 'postgres';
  return version.startsWith('SQLSERVER') ? 'sqlserver' : 'other';
}

/** `sslMode` counts where it is set; `requireSsl` is what was before it. */
function connectionsOf({ sslMode, requireSsl }: IpConfiguration): SqlInstance['connections'] {
  switch (sslMode) {
    case 'ENCRYPTED_ONLY':
      return 'encrypted-only';
    case 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED':
      return 'client-certificate';
    case 'ALLOW_UNENCRYPTED_AND_ENCRYPTED':
      return 'any';
    default:
      return requireSsl ? 'client-certificate' : 'any';
  }
}

/** The flags that the CIS benchmark speaks of; the others may hold anything. */
const knownFlags = new Set([
  ...['local_infile', 'skip_show_database'],
  ...['log_connections', 'log_disconnections', 'log_error_verbosity', 'log_min_messages', 'log_min_error_statement'],
  ...['log_min_duration_statement', 'log_statement', 'cloudsql.enable_pgaudit', 'cloudsql.iam_authentication'],
  ...['external scripts enabled', 'cross db ownership chaining', 'user connections', 'user options', 'remote access', '3625'],
  'contained database authentication',
]);

const flagsOf = (flags: readonly DatabaseFlag[]): Record<string, string> =>
  Object.fromEntries(flags.filter(({ name = '' }) => knownFlags.has(name)).map(({ name, value = '' }) => [name, value]));

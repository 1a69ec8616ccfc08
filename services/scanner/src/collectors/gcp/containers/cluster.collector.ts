import { gcpContainerCluster } from '@offload/contracts';
import { googleApis } from '../../../clouds/gcp/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { UnexpectedAnswer } from '../../../collector/unexpected-answer.ts';
import { lastSegment } from '../last-segment.ts';
import { utcTime } from '../utc-time.ts';

interface NodePool {
  readonly name?: string;
  readonly version?: string;
  readonly management?: { readonly autoUpgrade?: boolean; readonly autoRepair?: boolean };
  readonly config?: {
    readonly serviceAccount?: string;
    readonly imageType?: string;
    readonly shieldedInstanceConfig?: { readonly enableSecureBoot?: boolean };
  };
}

/** As much of a cluster as is read: `masterAuth` holds passwords and keys. */
interface Cluster {
  readonly name?: string;
  readonly location?: string;
  readonly status?: string;
  readonly createTime?: string;
  readonly endpoint?: string;
  readonly network?: string;
  readonly currentMasterVersion?: string;
  readonly loggingService?: string;
  readonly resourceLabels?: Readonly<Record<string, string>>;
  readonly releaseChannel?: { readonly channel?: string };
  readonly autopilot?: { readonly enabled?: boolean };
  readonly privateClusterConfig?: { readonly enablePrivateNodes?: boolean; readonly enablePrivateEndpoint?: boolean };
  readonly masterAuthorizedNetworksConfig?: { readonly enabled?: boolean; readonly cidrBlocks?: readonly { readonly cidrBlock?: string }[] };
  readonly legacyAbac?: { readonly enabled?: boolean };
  readonly workloadIdentityConfig?: { readonly workloadPool?: string };
  readonly networkPolicy?: { readonly enabled?: boolean };
  readonly networkConfig?: { readonly datapathProvider?: string };
  readonly databaseEncryption?: { readonly state?: string };
  readonly shieldedNodes?: { readonly enabled?: boolean };
  readonly binaryAuthorization?: { readonly enabled?: boolean; readonly evaluationMode?: string };
  readonly nodePools?: readonly NodePool[];
}

interface ClusterList {
  readonly clusters?: readonly Cluster[];
  /** Zones that did not answer: their clusters are not among those listed. */
  readonly missingZones?: readonly string[];
}

export const gcpClusterCollector = collector({
  resource: gcpContainerCluster,
  service: 'containers',
  scope: 'global',
  actions: ['container.clusters.list'],
  // Without it clusters are not discovered.
  isOptional: true,
  access: googleApis,

  async *pages({ client, accountId }) {
    const url = `https://container.googleapis.com/v1/projects/${accountId}/locations/-/clusters`;
    const { clusters = [], missingZones = [] } = await client.get<ClusterList>(url);
    yield clusters;
    if (missingZones.length > 0) throw new UnexpectedAnswer(`clusters: ${missingZones.length} zones did not answer`);
  },

  describe(cluster, { accountId }) {
    const { cidrBlocks = [], enabled: isRestricted } = cluster.masterAuthorizedNetworksConfig ?? {};
    return {
      ref: refOf(cluster, accountId),
      name: cluster.name ?? null,
      tags: cluster.resourceLabels ?? {},
      fields: {
        clusterName: cluster.name,
        location: cluster.location,
        status: cluster.status,
        createdAt: utcTime(cluster.createTime),
        version: cluster.currentMasterVersion ?? null,
        releaseChannel: releaseChannelOf(cluster),
        isAutopilot: cluster.autopilot?.enabled ?? false,
        network: lastSegment(cluster.network),
        endpoint: cluster.endpoint || null,
        hasPrivateEndpoint: cluster.privateClusterConfig?.enablePrivateEndpoint ?? false,
        hasPrivateNodes: cluster.privateClusterConfig?.enablePrivateNodes ?? false,
        authorizedNetworks: isRestricted ? cidrBlocks.map(({ cidrBlock = '' }) => cidrBlock) : null,
        usesLegacyAbac: cluster.legacyAbac?.enabled ?? false,
        usesWorkloadIdentity: Boolean(cluster.workloadIdentityConfig?.workloadPool),
        // Dataplane V2 enforces policies without the setting.
        enforcesNetworkPolicy: cluster.networkPolicy?.enabled === true || cluster.networkConfig?.datapathProvider === 'ADVANCED_DATAPATH',
        encryptsSecrets: cluster.databaseEncryption?.state === 'ENCRYPTED',
        usesShieldedNodes: cluster.shieldedNodes?.enabled ?? false,
        enforcesBinaryAuthorization: enforcesBinaryAuthorization(cluster),
        isLogged: cluster.loggingService !== undefined && cluster.loggingService !== 'none',
        nodePools: (cluster.nodePools ?? []).map(describePool),
      },
    };
  },
});

/** The name that Cloud Asset and Security Command Center have for it: a zonal cluster lies in `zones`. */
function refOf({ location = '', name }: Cluster, projectId: string): string {
  const kind = /-[a-z]$/.test(location) ? 'zones' : 'locations';
  return `//container.googleapis.com/projects/${projectId}/${kind}/${location}/clusters/${name}`;
}

function releaseChannelOf({ releaseChannel }: Cluster): string | null {
  const channel = releaseChannel?.channel;
  return channel === undefined || channel === 'UNSPECIFIED' ? null : channel;
}

const enforcesBinaryAuthorization = ({ binaryAuthorization }: Cluster): boolean =>
  binaryAuthorization?.enabled === true || binaryAuthorization?.evaluationMode === 'PROJECT_SINGLETON_POLICY_ENFORCE';

const describePool = ({ name, version, management, config }: NodePool) => ({
  poolName: name ?? '',
  version: version ?? null,
  serviceAccount: config?.serviceAccount ?? null,
  imageType: config?.imageType ?? null,
  isUpgradedAutomatically: management?.autoUpgrade ?? false,
  isRepairedAutomatically: management?.autoRepair ?? false,
  usesSecureBoot: config?.shieldedInstanceConfig?.enableSecureBoot ?? false,
});

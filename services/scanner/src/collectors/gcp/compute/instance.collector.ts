import { gcpComputeInstance } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { metadataFlag, otherMetadataKeys, type InstanceMetadata } from '../instance-metadata.ts';
import { lastSegment } from '../last-segment.ts';
import { searchedInAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface InstanceData {
  readonly id: string;
  readonly name: string;
  readonly machineType: string;
  readonly status: string;
  readonly zone: string;
  readonly creationTimestamp: string;
  readonly canIpForward: boolean;
  readonly deletionProtection: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: { readonly items?: readonly string[] };
  readonly metadata: InstanceMetadata;
  readonly networkInterfaces: readonly NetworkInterface[];
  readonly disks: readonly { readonly source?: string }[];
  readonly serviceAccounts: readonly { readonly email?: string; readonly scopes?: readonly string[] }[];
  readonly shieldedInstanceConfig: {
    readonly enableSecureBoot?: boolean;
    readonly enableVtpm?: boolean;
    readonly enableIntegrityMonitoring?: boolean;
  };
  readonly confidentialInstanceConfig: { readonly enableConfidentialCompute?: boolean; readonly confidentialInstanceType?: string };
}

interface NetworkInterface {
  readonly network?: string;
  readonly subnetwork?: string;
  readonly networkIP?: string;
  readonly accessConfigs?: readonly { readonly natIP?: string }[];
  readonly ipv6AccessConfigs?: readonly { readonly externalIpv6?: string }[];
}

export const gcpInstanceCollector = collector({
  resource: gcpComputeInstance,
  service: 'compute',
  ...searchedInAssets<InstanceData>('compute.googleapis.com/Instance'),

  describe({ name, data }) {
    const [serviceAccount] = data.serviceAccounts ?? [];
    const { enableSecureBoot, enableVtpm, enableIntegrityMonitoring } = data.shieldedInstanceConfig ?? {};
    const { enableConfidentialCompute, confidentialInstanceType } = data.confidentialInstanceConfig ?? {};
    return {
      ref: name,
      name: data.name ?? lastSegment(name),
      tags: data.labels ?? {},
      fields: {
        instanceId: data.id,
        machineType: lastSegment(data.machineType) ?? undefined,
        status: data.status,
        zone: lastSegment(data.zone) ?? undefined,
        createdAt: utcTime(data.creationTimestamp),
        isClusterNode: data.labels?.['goog-gke-node'] !== undefined,
        networkInterfaces: (data.networkInterfaces ?? []).map(describeInterface),
        canForwardIp: data.canIpForward ?? false,
        serviceAccount: serviceAccount?.email ? { email: serviceAccount.email, scopes: [...(serviceAccount.scopes ?? [])] } : null,
        shieldedVm: {
          usesSecureBoot: enableSecureBoot ?? false,
          usesVtpm: enableVtpm ?? false,
          monitorsIntegrity: enableIntegrityMonitoring ?? false,
        },
        isConfidential: enableConfidentialCompute === true || confidentialInstanceType !== undefined,
        metadata: {
          enablesOsLogin: metadataFlag(data.metadata, 'enable-oslogin'),
          blocksProjectSshKeys: metadataFlag(data.metadata, 'block-project-ssh-keys'),
          enablesSerialPort: metadataFlag(data.metadata, 'serial-port-enable'),
          otherKeys: otherMetadataKeys(data.metadata),
        },
        diskNames: (data.disks ?? []).map(({ source }) => lastSegment(source)).filter((disk) => disk !== null),
        networkTags: [...(data.tags?.items ?? [])],
        isProtectedFromDeletion: data.deletionProtection ?? false,
      },
    };
  },
});

const describeInterface = ({ network, subnetwork, networkIP, accessConfigs = [], ipv6AccessConfigs = [] }: NetworkInterface) => ({
  network: lastSegment(network) ?? '',
  subnetwork: lastSegment(subnetwork),
  internalIp: networkIP ?? null,
  externalIps: [...accessConfigs.map(({ natIP }) => natIP), ...ipv6AccessConfigs.map(({ externalIpv6 }) => externalIpv6)].filter(
    (ip) => ip !== undefined,
  ),
});

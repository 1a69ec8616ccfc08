import { gcpComputeSubnetwork } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { searchedInAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface SubnetworkData {
  readonly name: string;
  readonly network: string;
  readonly ipCidrRange: string;
  readonly purpose: string;
  readonly privateIpGoogleAccess: boolean;
  readonly creationTimestamp: string;
  readonly logConfig: {
    readonly enable?: boolean;
    readonly aggregationInterval?: string;
    readonly flowSampling?: number;
    readonly metadata?: string;
  };
}

export const gcpSubnetworkCollector = collector({
  resource: gcpComputeSubnetwork,
  service: 'compute',
  ...searchedInAssets<SubnetworkData>('compute.googleapis.com/Subnetwork'),

  describe({ name, data }) {
    const { enable, aggregationInterval, flowSampling, metadata } = data.logConfig ?? {};
    return {
      ref: name,
      name: data.name ?? lastSegment(name),
      fields: {
        network: lastSegment(data.network) ?? undefined,
        ipCidrRange: data.ipCidrRange ?? null,
        // Subnetworks of before there were others do not say.
        purpose: data.purpose ?? 'PRIVATE',
        flowLogs: enable ? { aggregation: aggregationInterval ?? null, sampling: flowSampling ?? null, metadata: metadata ?? null } : null,
        hasPrivateGoogleAccess: data.privateIpGoogleAccess ?? false,
        createdAt: utcTime(data.creationTimestamp),
      },
    };
  },
});

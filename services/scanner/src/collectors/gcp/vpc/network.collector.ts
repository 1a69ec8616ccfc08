import { gcpComputeNetwork, type ResourceOf } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface NetworkData {
  readonly name: string;
  /** Legacy networks alone have one. */
  readonly IPv4Range: string;
  readonly autoCreateSubnetworks: boolean;
  readonly subnetworks: readonly string[];
  readonly routingConfig: { readonly routingMode?: string };
  readonly peerings: readonly { readonly name?: string; readonly network?: string; readonly state?: string }[];
  readonly creationTimestamp: string;
}

export const gcpNetworkCollector = collector({
  resource: gcpComputeNetwork,
  service: 'vpc',
  ...listedByAssets<NetworkData>('compute.googleapis.com/Network'),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? lastSegment(name),
    fields: {
      networkName: data.name,
      mode: modeOf(data),
      routingMode: data.routingConfig?.routingMode ?? null,
      subnetworkCount: data.subnetworks?.length ?? 0,
      peerings: (data.peerings ?? []).map((peering) => ({
        peeringName: peering.name ?? '',
        network: peering.network ?? '',
        state: peering.state ?? null,
      })),
      createdAt: utcTime(data.creationTimestamp),
    },
  }),
});

function modeOf({ IPv4Range, autoCreateSubnetworks }: Partial<NetworkData>): ResourceOf<typeof gcpComputeNetwork>['mode'] {
  if (IPv4Range !== undefined) return 'legacy';
  return autoCreateSubnetworks ? 'auto' : 'custom';
}

import { gcpComputeFirewall, type GcpFirewallTraffic } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface Traffic {
  readonly IPProtocol?: string;
  readonly ports?: readonly string[];
}

interface FirewallData {
  readonly name: string;
  readonly network: string;
  readonly direction: 'INGRESS' | 'EGRESS';
  readonly disabled: boolean;
  readonly priority: number;
  readonly sourceRanges: readonly string[];
  readonly sourceTags: readonly string[];
  readonly sourceServiceAccounts: readonly string[];
  readonly destinationRanges: readonly string[];
  readonly targetTags: readonly string[];
  readonly targetServiceAccounts: readonly string[];
  readonly allowed: readonly Traffic[];
  readonly denied: readonly Traffic[];
  readonly logConfig: { readonly enable?: boolean };
  readonly creationTimestamp: string;
}

export const gcpFirewallCollector = collector({
  resource: gcpComputeFirewall,
  service: 'vpc',
  ...listedByAssets<FirewallData>('compute.googleapis.com/Firewall'),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? lastSegment(name),
    fields: {
      network: lastSegment(data.network) ?? undefined,
      direction: data.direction,
      isDisabled: data.disabled ?? false,
      priority: data.priority,
      sourceRanges: [...(data.sourceRanges ?? [])],
      sourceTags: [...(data.sourceTags ?? [])],
      sourceServiceAccounts: [...(data.sourceServiceAccounts ?? [])],
      destinationRanges: [...(data.destinationRanges ?? [])],
      targetTags: [...(data.targetTags ?? [])],
      targetServiceAccounts: [...(data.targetServiceAccounts ?? [])],
      allowed: (data.allowed ?? []).map(describeTraffic),
      denied: (data.denied ?? []).map(describeTraffic),
      isLogged: data.logConfig?.enable ?? false,
      createdAt: utcTime(data.creationTimestamp),
    },
  }),
});

/** A rule that does not name a protocol would be one for all: taken for that, it is never judged too mildly. */
const describeTraffic = ({ IPProtocol = 'all', ports = [] }: Traffic): GcpFirewallTraffic => ({
  protocol: IPProtocol.toLowerCase(),
  ports: [...ports],
});

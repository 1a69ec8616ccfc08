import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const networkInterface = (...externalIps: string[]) => ({ network: 'vpc', subnetwork: 'a', internalIp: '10.0.0.2', externalIps });

export const gcpInstanceNoPublicIp = check({
  id: 'gcp.compute.instance-no-public-ip',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'Instances have no public address',
  why: 'An address of its own makes the instance a target: one firewall rule too wide, and everybody reaches what listens there.',
  fix: 'Remove the external address. Let traffic in through a load balancer, administrators through Identity-Aware Proxy, and out through Cloud NAT.',
  controls: { 'cis-gcp-foundations-3.0': ['4.9'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ networkInterfaces, isClusterNode }) => {
    const [ip] = networkInterfaces.flatMap(({ externalIps }) => externalIps);
    return ip === undefined || isClusterNode ? pass : fail(`it has the public address ${ip}`);
  },
  examples: {
    pass: [
      { networkInterfaces: [networkInterface()], isClusterNode: false },
      { networkInterfaces: [networkInterface('203.0.113.5')], isClusterNode: true },
    ],
    fail: [{ networkInterfaces: [networkInterface(), networkInterface('203.0.113.5')], isClusterNode: false }],
  },
});

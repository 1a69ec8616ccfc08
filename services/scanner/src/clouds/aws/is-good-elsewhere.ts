import type { AwsLease } from '@offload/contracts';
import { clientConfig, globalRegion, type ClientConfigOptions } from './client-config.ts';

/** Regions that no account can switch off. */
const regionsAlwaysOn = new Set([
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
]);

/**
 * Whether AWS takes a lease's credentials elsewhere, when it does not know them in this region. A region that is off answers as if the key
 * were unknown, so that only another region can tell the two apart: STS tells everybody with good credentials who they are, whatever the
 * policies say. Signing keys of one region can ask nowhere else: for them it is what can be switched off at all that decides.
 */
export async function isGoodElsewhere(lease: AwsLease, options: ClientConfigOptions): Promise<boolean> {
  if (options.region === globalRegion) return false;
  if (lease.kind === 'AWS_SIGNING_KEYS') return !regionsAlwaysOn.has(options.region);

  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = new STSClient(clientConfig(lease, { ...options, region: globalRegion }));
  return sts.send(new GetCallerIdentityCommand({})).then(
    () => true,
    // Refused, or not reached: not proved, so that the lease counts as over and the job runs again with another.
    () => false,
  );
}

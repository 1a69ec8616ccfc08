import type { CloudProvider } from '@offload/contracts';
import { aws } from './aws/aws.ts';
import { azure } from './azure/azure.ts';
import { gcp } from './gcp/gcp.ts';
import type { ScannedCloud } from './scanned-cloud.ts';

/** Every cloud that is scanned. Adding one is adding a line here: nothing else asks which provider it is. */
const clouds: readonly ScannedCloud[] = [aws, azure, gcp];

const byProvider = new Map(clouds.map((cloud) => [cloud.provider, cloud]));

/** The providers that are scanned. */
export const scannedProviders: readonly CloudProvider[] = clouds.map(({ provider }) => provider);

/** The cloud of a provider. Throws when it is not scanned. */
export function cloudOf(provider: CloudProvider): ScannedCloud {
  const cloud = byProvider.get(provider);
  if (!cloud) throw new Error(`accounts of ${provider} are not scanned`);
  return cloud;
}

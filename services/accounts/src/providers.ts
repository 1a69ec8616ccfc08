import type { CloudProvider } from '@offload/contracts';
import type { ConnectCloudAccount } from './cloud-account/check-connect-input.ts';
import { awsConnection } from './cloud-account/connections/aws-connection.ts';
import { azureConnection } from './cloud-account/connections/azure-connection.ts';
import type { Connection } from './cloud-account/connections/connection.ts';
import { gcpConnection } from './cloud-account/connections/gcp-connection.ts';
import { awsKit } from './onboarding-kit/aws-kit.ts';
import { azureKit } from './onboarding-kit/azure-kit.ts';
import { gcpKit } from './onboarding-kit/gcp-kit.ts';
import type { ProviderKit } from './onboarding-kit/provider-kit.ts';
import { readTerraformModule } from './onboarding-kit/terraform-module.ts';

/** What the service knows of a provider, beyond what its own mutation asks for. */
export interface Provider {
  readonly connection: Connection<ConnectCloudAccount>;
  readonly kit: ProviderKit;
}

/** Every provider: the one place where the service tells them apart. */
export const providers: Readonly<Record<CloudProvider, Provider>> = {
  // Each takes its own input only, which comes from its own `enteredFor`; a record of them cannot say that to the compiler.
  AWS: { connection: awsConnection as unknown as Connection<ConnectCloudAccount>, kit: awsKit },
  AZURE: { connection: azureConnection as unknown as Connection<ConnectCloudAccount>, kit: azureKit },
  GCP: { connection: gcpConnection as unknown as Connection<ConnectCloudAccount>, kit: gcpKit },
};

/** The Terraform module of every provider. Throws when one cannot be read. */
export async function readTerraformModules(directory: string): Promise<Record<CloudProvider, string>> {
  const read = Object.entries(providers).map(async ([provider, { kit }]) => [provider, await readTerraformModule(directory, kit.module)]);
  return Object.fromEntries(await Promise.all(read)) as Record<CloudProvider, string>;
}

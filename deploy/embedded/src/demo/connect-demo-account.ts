import type { SimulatorControl } from '@offload/simulator';
import type { GraphClient } from './graph-client.ts';

interface Kit {
  createOnboardingKit: { externalId: string; awsPrincipalArn: string; message?: string };
}

interface Connected {
  connectAwsAccount: { __typename: string; id?: string; message?: string; remedy?: string };
}

/**
 * Does what a customer does: asks for an onboarding kit, applies its Terraform (to the simulated cloud), and connects the account with the role.
 * Gives the cloud account's id.
 */
export async function connectDemoAccount(graph: GraphClient, cloud: SimulatorControl, accountId: string): Promise<string> {
  const { createOnboardingKit: kit } = await graph.request<Kit>(`
    mutation { createOnboardingKit(provider: AWS) { ... on OnboardingKit { externalId awsPrincipalArn } ... on UserError { message } } }`);
  if (!kit.externalId) throw new Error(kit.message ?? 'no onboarding kit');

  const { roleArn } = await cloud.applyOnboarding({ accountId, externalId: kit.externalId, principalArn: kit.awsPrincipalArn });

  const { connectAwsAccount: result } = await graph.request<Connected>(
    `mutation ($input: ConnectAwsAccountInput!) {
       connectAwsAccount(input: $input) {
         __typename
         ... on CloudAccount { id }
         ... on ConnectionTestFailed { message remedy }
         ... on InvalidCredentialInput { message remedy }
         ... on CloudAccountAlreadyConnected { message remedy }
       }
     }`,
    { input: { name: 'Demo', role: { roleArn, externalId: kit.externalId } } },
  );
  if (!result.id) throw new Error(`${result.__typename}: ${result.message} ${result.remedy}`);
  return result.id;
}

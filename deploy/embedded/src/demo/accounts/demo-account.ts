import type { SimulatorControl } from '@offload/simulator';
import type { GraphClient } from '../graph-client.ts';

/** An account that the demo connects: what a customer of one provider does. */
export interface DemoAccount {
  /** `AWS` */
  readonly title: string;
  /** Asks for an onboarding kit, applies its Terraform (to the simulated cloud), and connects the account. Gives the cloud account's id. */
  connect(graph: GraphClient, cloud: SimulatorControl): Promise<string>;
}

interface Kit {
  createOnboardingKit: Record<string, string> & { message?: string };
}

interface Connected {
  result: { __typename: string; id?: string; message?: string; remedy?: string };
}

/** A fresh onboarding kit of a provider, with the fields that are asked for. Throws with the reason when there is none. */
export async function requestKit(graph: GraphClient, provider: string, fields: string): Promise<Record<string, string>> {
  const { createOnboardingKit: kit } = await graph.request<Kit>(
    `mutation ($provider: CloudProvider!) {
       createOnboardingKit(provider: $provider) { ... on OnboardingKit { id ${fields} } ... on UserError { message } }
     }`,
    { provider },
  );
  if (!kit['id']) throw new Error(kit.message ?? 'no onboarding kit');
  return kit;
}

/** Connects by the mutation of a provider (`connectAwsAccount`). Throws with the message and the remedy when it is refused. */
export async function connectBy(graph: GraphClient, mutation: string, input: Record<string, unknown>): Promise<string> {
  const inputType = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { result } = await graph.request<Connected>(
    `mutation ($input: ${inputType}!) {
       result: ${mutation}(input: $input) {
         __typename
         ... on CloudAccount { id }
         ... on ConnectionTestFailed { message remedy }
         ... on InvalidCredentialInput { message remedy }
         ... on CloudAccountAlreadyConnected { message remedy }
       }
     }`,
    { input },
  );
  if (!result.id) throw new Error(`${result.__typename}: ${result.message} ${result.remedy}`);
  return result.id;
}

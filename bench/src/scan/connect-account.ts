import type { GraphClient } from '@offload/embedded/graph-client';
import type { SimulatorControl } from '@offload/simulator';

/** Onboards a simulated account and connects it through the public graph, as a customer does. Gives the cloud account's id; throws with the refusal. */
export async function connectAccount(graph: GraphClient, cloud: SimulatorControl, accountId: string): Promise<string> {
  const { kit } = await graph.request<{ kit: { externalId: string; awsPrincipalArn: string } }>(
    `mutation { kit: createOnboardingKit(provider: AWS) { ... on OnboardingKit { externalId awsPrincipalArn } } }`,
  );
  const { roleArn } = await cloud.applyOnboarding({ accountId, externalId: kit.externalId, principalArn: kit.awsPrincipalArn });
  const { connected } = await graph.request<{ connected: { __typename: string; id?: string } }>(
    `mutation ($input: ConnectAwsAccountInput!) { connected: connectAwsAccount(input: $input) { __typename ... on CloudAccount { id } } }`,
    { input: { name: accountId, role: { roleArn, externalId: kit.externalId } } },
  );
  if (!connected.id) throw new Error(`the account was not connected: ${connected.__typename}`);
  return connected.id;
}

export interface EndedScan {
  status: string;
  startedAt: string;
  finishedAt: string;
  gaps: { region: string; action: string; reason: string }[];
}

/** Waits until an account's first scan has ended. Throws when it takes longer than the limit, or ends otherwise than COMPLETED or PARTIAL. */
export async function firstScanEnded(graph: GraphClient, cloudAccountId: string, limitMs: number): Promise<EndedScan> {
  const givesUpAt = Date.now() + limitMs;
  for (;;) {
    const { cloudAccount } = await graph.request<{ cloudAccount: { latestScan: EndedScan | null } }>(
      `query ($id: ID!) { cloudAccount(id: $id) { latestScan { status startedAt finishedAt gaps { region action reason } } } }`,
      { id: cloudAccountId },
    );
    const scan = cloudAccount.latestScan;
    if (scan?.status === 'COMPLETED' || scan?.status === 'PARTIAL') return scan;
    if (scan?.status === 'FAILED' || scan?.status === 'CANCELLED') throw new Error(`the scan is ${scan.status}`);
    if (Date.now() > givesUpAt) throw new Error(`the scan did not end within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

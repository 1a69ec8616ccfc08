import type { GraphClient } from '@offload/embedded/graph-client';
import type { SimulatorControl } from '@offload/simulator';
import type { MeasuredCloud } from './measured-clouds.ts';

/** Onboards a simulated account and connects it through the public graph, as a customer does. Gives the cloud account's id; throws with the refusal. */
export async function connectAccount(graph: GraphClient, cloud: SimulatorControl, measured: MeasuredCloud, accountId: string): Promise<string> {
  const { mutation, input } = await measured.onboard(cloud, graph, accountId);
  const inputType = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { connected } = await graph.request<{ connected: { __typename: string; id?: string } }>(
    `mutation ($input: ${inputType}!) { connected: ${mutation}(input: $input) { __typename ... on CloudAccount { id } } }`,
    { input: { name: accountId, ...input } },
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

import { createGraphClient, type GraphClient } from '@offload/embedded/graph-client';
import type { Simulator } from '@offload/simulator';
import type { PlatformProcess } from './platform-process.ts';

/** The external ID that stories bring along, so that every run of a story makes the same cloud. */
export const broughtExternalId = 'brought-external-id-of-the-story';

export const graphOf = ({ url, apiKey }: Pick<PlatformProcess, 'url' | 'apiKey'>): GraphClient => createGraphClient(url, apiKey);

/** What a mutation that connects answers, of whatever type. */
export interface ConnectAnswer {
  __typename: string;
  id?: string;
  status?: string;
  code?: string;
  field?: string;
  message?: string;
  remedy?: string;
  possibleCauses?: string[];
  test?: { missingPermissions: { action: string; required: boolean; checks: string[] }[]; steps: { name: string; outcome: string; code: string | null }[]; notices: string[] };
}

const connectMutation = (mutation: string): string => `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) {
  answer: ${mutation}(input: $input) {
    __typename
    ... on CloudAccount { id status }
    ... on CloudAccountAlreadyConnected { message remedy }
    ... on InvalidCredentialInput { message code field remedy }
    ... on ConnectionTestFailed {
      message failure: code possibleCauses remedy
      test { steps { name outcome code } missingPermissions { action required checks } notices }
    }
  }
}`;

/** Connects an account as any client would, by the mutation of its provider: of AWS when not said. */
export async function connect(graph: GraphClient, input: Record<string, unknown>, mutation = 'connectAwsAccount'): Promise<ConnectAnswer> {
  const { answer } = await graph.request<{ answer: ConnectAnswer & { failure?: string } }>(connectMutation(mutation), { input });
  const { failure, ...said } = answer;
  return failure === undefined ? said : { ...said, code: failure };
}

/** Makes the role in the simulated account, as the Terraform would, and gives the input that connects it. */
export async function onboarded(simulator: Simulator, accountId: string, over: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { roleArn } = await simulator.applyOnboarding({ accountId, externalId: broughtExternalId, principalArn: simulator.platform.principalArn });
  return { name: 'Story', role: { roleArn, externalId: broughtExternalId }, ...over };
}

export interface EndedScan {
  id: string;
  status: string;
  progress: { percent: number; jobsTotal: number; jobsDone: number; assets: number; findings: number };
  gaps: { region: string; action: string; reason: string; message: string }[];
}

const terminal = ['COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED'];

/** Waits until an account's latest scan has ended, asking as a client without subscriptions would. */
export async function scanEnded(graph: GraphClient, cloudAccountId: string, timeoutMs = 90_000): Promise<EndedScan> {
  const deadline = Date.now() + timeoutMs;
  let last: EndedScan | null = null;
  while (Date.now() < deadline) {
    const { cloudAccount } = await graph.request<{ cloudAccount: { latestScan: EndedScan | null } }>(
      `query ($id: ID!) { cloudAccount(id: $id) { latestScan { id status progress { percent jobsTotal jobsDone assets findings } gaps { region action reason message } } } }`,
      { id: cloudAccountId },
    );
    last = cloudAccount.latestScan;
    if (last && terminal.includes(last.status)) return last;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the scan did not end: ${JSON.stringify(last)}`);
}

/** Every node of a connection, page by page. `query` takes `$after` and selects `connection { nodes pageInfo }` under the given alias. */
export async function everyNode<T>(graph: GraphClient, query: string, variables: Record<string, unknown> = {}): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ; ) {
    const { connection }: { connection: { nodes: T[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } = await graph.request(query, { ...variables, after });
    nodes.push(...connection.nodes);
    if (!connection.pageInfo.hasNextPage) return nodes;
    after = connection.pageInfo.endCursor;
  }
}

/** All that a platform knows of its one account, without ids and times: equal for two platforms that saw the same cloud. */
export async function digest(graph: GraphClient): Promise<{ assets: string[]; findings: string[] }> {
  const assets = await everyNode<Record<string, unknown>>(
    graph,
    `query ($after: String) {
       connection: assets(first: 100, after: $after) { nodes { type providerRef region name tags configuration removedAt } pageInfo { hasNextPage endCursor } }
     }`,
  );
  const findings = await everyNode<Record<string, unknown>>(
    graph,
    `query ($after: String) {
       connection: findings(first: 100, after: $after, filter: { statuses: [OPEN, RESOLVED, SUPPRESSED] }) {
         nodes { severity evaluation status title message region sources check { id } asset { providerRef } }
         pageInfo { hasNextPage endCursor }
       }
     }`,
  );
  const lines = (nodes: unknown[]): string[] => nodes.map((node) => JSON.stringify(node)).sort();
  return { assets: lines(assets), findings: lines(findings) };
}

/** What is measured: an operation whose requests differ, so that nobody answers them from a cache of answers. */
export interface MeasuredOperation {
  name: string;
  query: string;
  /** The variables of the nth request. */
  variables: (n: number) => Record<string, unknown>;
  /** Proves that an answer is whole. */
  isAnswer: (data: any) => boolean;
}

/** How many different requests there are of one operation. */
const variety = 1_000;
const idOf = (n: number): string => `account-${n % variety}`;

/** One subgraph, three subgraphs one after another, and the page that a dashboard opens with: fifty accounts out of four subgraphs. */
export const measuredOperations: readonly MeasuredOperation[] = [
  {
    name: 'one subgraph',
    query: 'query One($id: ID!) { cloudAccount(id: $id) { id name provider providerAccountId status connectedAt regions } }',
    variables: (n) => ({ id: idOf(n) }),
    isAnswer: (data) => data.cloudAccount.status === 'CONNECTED',
  },
  {
    name: 'three subgraphs',
    query: `query Three($id: ID!) {
      scan(id: $id) {
        id status progress { percent jobsTotal jobsDone assets findings }
        cloudAccount { id name provider status assetCounts { total byRegion { region count } } }
      }
    }`,
    variables: (n) => ({ id: `scan-of-${idOf(n)}` }),
    isAnswer: (data) => data.scan.cloudAccount.name && data.scan.cloudAccount.assetCounts.total > 0,
  },
  {
    name: 'dashboard of 50 accounts',
    query: `query Dashboard($after: String) {
      cloudAccounts(first: 50, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id name provider providerAccountId status connectedAt
          credential { id kind ageDays rotation }
          latestScan { id status finishedAt progress { percent } }
          findingCounts { total critical high medium low }
          assetCounts { total }
        }
      }
    }`,
    variables: (n) => ({ after: `page-${n % variety}` }),
    isAnswer: ({ cloudAccounts: { nodes } }) =>
      nodes.length === 50 &&
      nodes.every((node: any) => node.credential.kind && node.latestScan.status && node.findingCounts.total && node.assetCounts.total),
  },
];

import type { ServiceName } from '@offload/contracts';

type Resolvers = Record<string, Record<string, (...args: any[]) => unknown>>;

const at = '2026-01-01T00:00:00.000Z';
const byId = ({ id }: { id: string }): { id: string } => ({ id });
const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-southeast-1'];

const accountOf = (id: string) => ({
  id,
  name: `Account ${id}`,
  provider: 'AWS',
  providerAccountId: '123456789012',
  status: 'CONNECTED',
  simulated: true,
  connectedAt: at,
  regions,
});

const scanOf = (id: string) => ({
  id,
  type: 'FULL',
  status: 'RUNNING',
  trigger: 'MANUAL',
  queuedAt: at,
  startedAt: at,
  progress: { percent: 42, jobsTotal: 210, jobsDone: 88, jobsFailed: 0, assets: 12_345, findings: 678 },
  cloudAccount: { id: id.replace('scan-of-', '') },
  regions: [],
  gaps: [],
});

/** The resolvers of a subgraph over an estate that is computed from ids: they cost nearly nothing, so that gateways are what is measured. */
export function resolversOf(service: ServiceName): Resolvers {
  switch (service) {
    case 'accounts':
      return {
        Query: {
          cloudAccount: (_: unknown, { id }: { id: string }) => accountOf(id),
          cloudAccounts: (_: unknown, { first, after }: { first: number; after: string }) => ({
            nodes: Array.from({ length: first }, (_one, n) => accountOf(`${after}-${n}`)),
            edges: [],
            totalCount: 50_000,
            pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: `${after}-next` },
          }),
        },
        CloudAccount: { __resolveReference: ({ id }: { id: string }) => accountOf(id) },
      };
    case 'scanner':
      return {
        Query: { scan: (_: unknown, { id }: { id: string }) => scanOf(id) },
        Scan: { __resolveReference: ({ id }: { id: string }) => scanOf(id) },
        CloudAccount: {
          __resolveReference: byId,
          latestScan: ({ id }: { id: string }) => scanOf(`scan-of-${id}`),
          findingCounts: () => ({ total: 60, critical: 1, high: 9, medium: 20, low: 30, informational: 0, unknown: 3 }),
        },
        Asset: { __resolveReference: byId },
      };
    case 'inventory':
      return {
        CloudAccount: {
          __resolveReference: byId,
          assetCounts: () => ({ total: 4_321, byType: [], byRegion: regions.map((region, n) => ({ region, count: 100 * (n + 1) })) }),
        },
      };
    case 'credentials':
      return {
        CloudAccount: {
          __resolveReference: byId,
          credential: ({ id }: { id: string }) => ({
            id: `credential-of-${id}`,
            kind: 'AWS_ROLE',
            fingerprint: 'f',
            createdAt: at,
            ageDays: 12,
            rotation: 'NOT_APPLICABLE',
          }),
        },
      };
  }
}

import { readFile } from 'node:fs/promises';
import { accountsApi, credentialsApi, type Principal, type ServiceName } from '@offload/contracts';
import {
  createHttpServer,
  createTokenVerifier,
  RequestError,
  serveInternalApi,
  serveSubgraph,
  type HttpServer,
  type InternalPrincipal,
  type Logger,
  type PublicKeysByIssuer,
  type Resolvers,
  type Subgraph,
} from '@offload/service-kit';
import type { ScanFeed } from './scan-feed.ts';

/** What the fake services know, and what they were told. */
export interface FakeWorld {
  /** Who an API key's hash belongs to. */
  keys: Map<string, Principal>;
  /** When keys expire, by their hashes; those that are not named never do. */
  keyExpiries: Map<string, Date>;
  /** The inputs of connectAwsAccount, connectAzureAccount and connectGcpAccount, as they arrived. */
  connected: unknown[];
  feed: ScanFeed;
  /** True: inventory throws. */
  inventoryBroken: boolean;
  /** What credentials gives out as its public keys. */
  publicKeys: Record<string, unknown>[];
  /** What credentials gives out as the documents of the platform's OIDC issuer; null: there is none. */
  oidcDocuments: { configuration: Record<string, unknown>; jwks: Record<string, unknown> } | null;
  /** How often they were asked for. */
  oidcDocumentsAsked: number;
  /** How often API keys were looked up. */
  lookUps: number;
  /** The principals behind the requests that arrived at inventory. */
  seen: InternalPrincipal[];
}

interface Context {
  principal: InternalPrincipal;
  signal: AbortSignal;
}

const unused = async (): Promise<never> => {
  throw new Error('not used by the gateway');
};

const byId = ({ id }: { id: string }): { id: string } => ({ id });
const now = '2026-01-01T00:00:00Z';

function resolversOf(service: ServiceName, world: FakeWorld): Resolvers {
  const cloudAccount = ({ id }: { id: string }) => ({
    __typename: 'CloudAccount',
    id,
    name: `account ${id}`,
    provider: 'AWS',
    providerAccountId: '1',
    status: 'CONNECTED',
    simulated: true,
  });
  const page = (nodes: unknown[]) => ({
    nodes,
    edges: [],
    totalCount: nodes.length,
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
  });
  const connect = (_: unknown, { input }: { input: unknown }) => {
    world.connected.push(input);
    return cloudAccount({ id: 'new' });
  };
  const scanOf = (id: string) => {
    const scan = world.feed.get(id);
    return (
      scan && {
        ...scan,
        progress: { percent: scan.percent, jobsTotal: 1, jobsDone: 0, jobsFailed: 0, assets: 0, findings: 0 },
        cloudAccount: { id: scan.cloudAccountId },
      }
    );
  };

  switch (service) {
    case 'accounts':
      return {
        Query: {
          viewer: (_: unknown, __: unknown, { principal }: Context) => ({ ...principal, tenant: { id: principal.tenantId, name: 'Acme' } }),
          cloudAccount: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : cloudAccount({ id })),
          cloudAccounts: () => page([cloudAccount({ id: 'one' }), cloudAccount({ id: 'two' })]),
        },
        Mutation: { connectAwsAccount: connect, connectAzureAccount: connect, connectGcpAccount: connect },
        CloudAccount: { __resolveReference: cloudAccount },
      };
    case 'scanner':
      return {
        Query: { scan: (_: unknown, { id }: { id: string }) => scanOf(id) },
        Scan: {
          __resolveReference: ({ id }: { id: string }) => scanOf(id),
          type: () => 'FULL',
          trigger: () => 'MANUAL',
          queuedAt: () => now,
        },
        CloudAccount: { __resolveReference: byId },
        Asset: { __resolveReference: byId },
        Subscription: {
          scanUpdated: {
            async *subscribe(_: unknown, { scanId }: { scanId: string }, { signal }: Context) {
              if (!world.feed.get(scanId)) throw new RequestError('NOT_FOUND', 'No such scan');
              for await (const { id } of world.feed.watch(scanId, signal)) yield { scanUpdated: scanOf(id) };
            },
          },
        },
      };
    case 'inventory':
      return {
        CloudAccount: {
          __resolveReference: byId,
          assetCounts(_: unknown, __: unknown, { principal }: Context) {
            world.seen.push(principal);
            if (world.inventoryBroken) throw new Error('the database at 10.1.2.3 is gone');
            return { total: 7, byType: [], byRegion: [] };
          },
        },
      };
    case 'credentials':
      return { CloudAccount: { __resolveReference: byId } };
  }
}

export interface FakeService {
  url: string;
  openStreams(): number;
  close(): Promise<void>;
}

/** Starts one of the four services: its real schema, the kit's real server, and resolvers over the world. */
export async function startFakeService(
  service: ServiceName,
  world: FakeWorld,
  keys: PublicKeysByIssuer,
  log: Logger,
  port = 0,
): Promise<FakeService> {
  const server: HttpServer = createHttpServer({ log, service });
  const verifier = createTokenVerifier({ audience: service, keys });
  const subgraph: Subgraph = await serveSubgraph(server.app, {
    typeDefs: await readFile(`schemas/${service}.graphql`, 'utf8'),
    resolvers: resolversOf(service, world),
    contextOf: (principal, { signal }): Context => ({ principal, signal }),
    verifier,
    log,
  });

  if (service === 'accounts') {
    const authenticateApiKey = async ({ keyHash }: { keyHash: string }) => {
      world.lookUps++;
      const expiresAt = world.keyExpiries.get(keyHash);
      const holds = !expiresAt || expiresAt.getTime() > Date.now();
      return { principal: (holds && world.keys.get(keyHash)) || null, expiresAt: expiresAt?.toISOString() ?? null };
    };
    serveInternalApi(server.app, accountsApi, { abandonIntent: unused, abandonWebhook: unused, authenticateApiKey }, verifier, { log });
  }
  if (service === 'credentials') {
    const handlers = Object.fromEntries(Object.keys(credentialsApi.endpoints).map((verb) => [verb, unused]));
    const answered = {
      publicKeys: async () => ({ keys: world.publicKeys }),
      oidcDocuments: async () => {
        world.oidcDocumentsAsked++;
        return world.oidcDocuments;
      },
    };
    serveInternalApi(server.app, credentialsApi, { ...handlers, ...answered } as never, verifier, { log });
  }

  return { url: await server.listen({ port }), openStreams: subgraph.openStreams, close: () => server.close() };
}

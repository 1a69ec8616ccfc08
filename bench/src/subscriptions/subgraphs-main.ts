import { readFile } from 'node:fs/promises';
import { accountsApi, scope, type Principal, type ServiceName } from '@offload/contracts';
import { createHttpServer, createLogger, createTokenVerifier, generateIssuerKeys, serveInternalApi, serveSubgraph } from '@offload/service-kit';
import { resolversOf } from '../gateway/estate.ts';
import { scanOf, watchScan } from './moving-scans.ts';

/** The subgraphs as they are in production but for what lies behind them: their schemas, their server, the internal tokens. Scans move, and say when. */
const names: readonly ServiceName[] = ['accounts', 'credentials', 'scanner', 'inventory'];
const log = createLogger({ service: 'bench-subgraphs', level: 'error' });
const { privateKey, publicKey } = generateIssuerKeys();
const principal: Principal = { tenantId: '11111111-1111-4111-8111-111111111111', subject: 'api-key:bench', roles: [], scopes: [...scope.options] };
const [perSecond = '2'] = process.argv.slice(2);

const streams: (() => number)[] = [];
const urls: Partial<Record<ServiceName, string>> = {};
for (const name of names) {
  const { app, listen } = createHttpServer({ log, service: name });
  const verifier = createTokenVerifier({ audience: name, keys: { gateway: publicKey } });
  const resolvers = resolversOf(name);
  if (name === 'scanner') {
    resolvers['Scan'] = { __resolveReference: ({ id }: { id: string }) => scanOf(id) };
    resolvers['Subscription'] = {
      scanUpdated: {
        subscribe: (_: unknown, { scanId }: { scanId: string }, { signal }: { signal: AbortSignal }) => watchScan(scanId, Number(perSecond), signal),
      } as never,
    };
  }

  const typeDefs = await readFile(`schemas/${name}.graphql`, 'utf8');
  const contextOf = (_principal: unknown, { signal }: { signal: AbortSignal }): { signal: AbortSignal } => ({ signal });
  const subgraph = await serveSubgraph(app, { typeDefs, resolvers: resolvers as never, contextOf, verifier, log });
  streams.push(subgraph.openStreams);
  if (name === 'accounts') {
    const unused = Object.fromEntries(
      Object.keys(accountsApi.endpoints).map((verb) => [verb, async () => Promise.reject(new Error(`${verb} is not asked here`))]),
    );
    serveInternalApi(app, accountsApi, { ...unused, authenticateApiKey: async () => ({ principal, expiresAt: null }) } as never, verifier, { log });
  }
  app.get('/streams', async () => ({ open: streams.reduce((sum, open) => sum + open(), 0) }));
  urls[name] = await listen({ port: 0 });
}
process.once('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ urls, gatewayKey: privateKey.reveal() }));

import { createHttpServer, type HttpServer } from '../http/create-http-server.ts';
import { createTokenIssuer, type TokenRequest } from '../internal-tokens/create-token-issuer.ts';
import { createTokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import { generateIssuerKeys } from '../internal-tokens/token-keys.ts';
import { createLogger } from '../logging/create-logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { Resolvers } from './build-schema.ts';
import { serveSubgraph, type Subgraph, type SubgraphOptions } from './serve-subgraph.ts';

const gatewayKeys = generateIssuerKeys();
const scannerKeys = generateIssuerKeys();
const gateway = createTokenIssuer({ issuer: 'gateway', privateKey: gatewayKeys.privateKey });
const scanner = createTokenIssuer({ issuer: 'scanner', privateKey: scannerKeys.privateKey });

export const tenantId = '0199d1f0-0000-7000-8000-000000000001';

export interface GraphAnswer {
  status: number;
  text: string;
  body: { data?: any; errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string } }[] };
}

/** A subgraph of service accounts on a real socket, and what it takes to ask it. */
export interface TestSubgraph {
  server: HttpServer;
  subgraph: Subgraph;
  url: string;
  metrics: Metrics;
  /** Everything that was logged. */
  lines: string[];
  headersFor(token: Partial<TokenRequest>, issuer?: 'gateway' | 'scanner'): Promise<Record<string, string>>;
  ask(query: string, variables?: Record<string, unknown>, token?: Partial<TokenRequest>): Promise<GraphAnswer>;
}

export async function startTestSubgraph<Ctx extends object>(
  source: { typeDefs: string; resolvers: Resolvers } & Pick<SubgraphOptions<Ctx>, 'contextOf' | 'release' | 'introspection'>,
): Promise<TestSubgraph> {
  const lines: string[] = [];
  const log = createLogger({ service: 'accounts', level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const metrics = createMetrics();
  const server = createHttpServer({ log, service: 'accounts', metrics });
  const verifier = createTokenVerifier({ audience: 'accounts', keys: { gateway: gatewayKeys.publicKey, scanner: scannerKeys.publicKey } });
  const subgraph = await serveSubgraph(server.app, { ...source, verifier, log, metrics });
  const url = await server.listen({ port: 0 });

  const headersFor: TestSubgraph['headersFor'] = async (token, issuer = 'gateway') => ({
    'content-type': 'application/json',
    authorization: `Bearer ${await (issuer === 'gateway' ? gateway : scanner).issue({
      audience: 'accounts',
      tenantId,
      subject: 'user:ada',
      roles: [],
      scopes: ['accounts:read'],
      ...token,
    })}`,
  });

  return {
    server,
    subgraph,
    url,
    metrics,
    lines,
    headersFor,
    async ask(query, variables = {}, token = {}) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: await headersFor(token),
        body: JSON.stringify({ query, variables }),
      });
      const text = await answer.text();
      return { status: answer.status, text, body: JSON.parse(text) as GraphAnswer['body'] };
    },
  };
}

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { accountsApi, scope, type Principal, type ServiceName } from '@offload/contracts';
import { createHttpServer, createLogger, createTokenVerifier, generateIssuerKeys, serveInternalApi } from '@offload/service-kit';
import { execute, parse, type DocumentNode } from 'graphql';
import { resolversOf } from './estate.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const names: readonly ServiceName[] = ['accounts', 'credentials', 'scanner', 'inventory'];

/** `POST /graphql` and as little HTTP as there can be. Whoever asks is believed: gateways are compared that carry no internal tokens. */
async function graphOf(name: ServiceName): Promise<Listener> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(await readFile(`schemas/${name}.graphql`, 'utf8')), resolvers: resolversOf(name) as never }]);
  const documents = new Map<string, DocumentNode>();
  // An answer is computed once for each request and kept, so that what is measured is the gateway.
  const answers = new Map<string, string>();

  async function answerTo(body: string): Promise<string> {
    const { query, variables, operationName } = JSON.parse(body) as { query: string; variables?: Record<string, unknown>; operationName?: string };
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const answer = JSON.stringify(
      await execute({ schema, document, variableValues: variables ?? {}, operationName: operationName ?? null, contextValue: {} }),
    );
    answers.set(body, answer);
    return answer;
  }

  return (request, response) => {
    const respond = async (): Promise<void> => {
      const body = await text(request);
      const answer = answers.get(body) ?? (await answerTo(body));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer);
    };
    respond().catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
}

/** The internal API of accounts, which our gateway asks who a key belongs to. */
async function keysOf(publicKey: object): Promise<Listener> {
  const log = createLogger({ service: 'bench-subgraphs', level: 'error' });
  const { app } = createHttpServer({ log, service: 'accounts' });
  const principal: Principal = { tenantId: '11111111-1111-4111-8111-111111111111', subject: 'api-key:bench', roles: [], scopes: [...scope.options] };
  const handlers = { authenticateApiKey: async () => ({ principal, expiresAt: null }) };
  const verifier = createTokenVerifier({ audience: 'accounts', keys: { gateway: publicKey as never } });
  const unused = Object.fromEntries(
    Object.keys(accountsApi.endpoints).map((verb) => [verb, async () => Promise.reject(new Error(`${verb} is not asked here`))]),
  );
  serveInternalApi(app, accountsApi, { ...unused, ...handlers } as never, verifier, { log });
  await app.ready();
  return (request, response) => app.routing(request, response);
}

async function listen(listener: Listener): Promise<string> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { privateKey, publicKey } = generateIssuerKeys();
const keys = await keysOf(publicKey);
const urls: Partial<Record<ServiceName, string>> = {};
for (const name of names) {
  const graph = await graphOf(name);
  urls[name] = await listen((request, response) => (request.url?.startsWith('/internal') ? keys : graph)(request, response));
}
process.once('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ urls, gatewayKey: privateKey.reveal() }));

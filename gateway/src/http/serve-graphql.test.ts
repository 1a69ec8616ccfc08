import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { createServer } from 'node:http';
import { once } from 'node:events';
import request from 'supertest';
import { ask, next, overEventStream } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
let key: string;
beforeAll(async () => {
  platform = await startPlatform({ MAX_BODY_BYTES: '20000', CORS_ORIGINS: 'https://console.example.com' });
  key = platform.newKey().key;
});
afterAll(() => platform.close());

const post = () => request(platform.gateway.url).post('/graphql').set('authorization', `Bearer ${key}`);
const viewer = '{ viewer { subject } }';

describe('a query', () => {
  it('is put together from several subgraphs', async () => {
    const { data, errors } = await ask(platform.gateway.url, key, '{ cloudAccounts { totalCount nodes { name assetCounts { total } } } }');

    expect(errors).toBeUndefined();
    expect(data.cloudAccounts.nodes).toEqual(['one', 'two'].map((id) => ({ name: `account ${id}`, assetCounts: { total: 7 } })));
  });

  it('gives what there is when a subgraph is gone, says which and where in the answer, and tells no address', async () => {
    const own = await startPlatform({ SUBGRAPH_TIMEOUT_MS: '2000' });
    await own.stop('inventory');
    const { status, data, errors } = await ask(own.gateway.url, own.newKey().key, '{ cloudAccount(id: "a") { name counts: assetCounts { total } } }');

    expect({ status, data }).toEqual({ status: 200, data: { cloudAccount: { name: 'account a', counts: null } } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['cloudAccount'],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'inventory', requestId: expect.any(String) }),
      }),
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|ECONN|http:/);
    expect(own.logged.join('')).toContain('subgraph did not answer');
    await own.close();
  });

  it.each([
    ['hangs', () => undefined],
    ['answers with a page', (response: any) => response.setHeader('content-type', 'text/html').end('<h1>secret proxy 10.0.0.9</h1>')],
    ['answers 502', (response: any) => response.writeHead(502).end('bad gateway')],
    ['refuses our token', (response: any) => response.writeHead(401).end('{"errors":[{"message":"no"}]}')],
    ['cuts the connection', (response: any) => response.destroy()],
    ['never ends', (response: any) => response.write('{"data":')],
  ])('is answered in time when a subgraph %s', async (_name, answer) => {
    const stub = createServer((_request, response) => void answer(response)).listen(0, '127.0.0.1');
    await once(stub, 'listening');
    const own = await startPlatform({
      SUBGRAPH_TIMEOUT_MS: '300',
      INVENTORY_URL: `http://127.0.0.1:${(stub.address() as { port: number }).port}`,
    });
    const { data, errors } = await ask(own.gateway.url, own.newKey().key, '{ cloudAccount(id: "a") { name assetCounts { total } } }');

    expect(data).toEqual({ cloudAccount: { name: 'account a', assetCounts: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(JSON.stringify(errors)).not.toContain('10.0.0.9');
    stub.closeAllConnections();
    stub.close();
    await own.close();
  });

  it('carries one request id through answer, header and subgraph', async () => {
    const { body, headers } = await post().set('x-request-id', 'frontend-12345678').send({ query: '{ nope }' });

    expect(headers['x-request-id']).toBe('frontend-12345678');
    expect(body.errors[0].extensions.requestId).toBe('frontend-12345678');
  });

  it('may be one of several in a document, when it is named', async () => {
    const query = 'query A { viewer { subject } } query B { viewer { tenant { name } } }';

    expect((await post().send({ query, operationName: 'B' })).body.data).toEqual({ viewer: { tenant: { name: 'Acme' } } });
    expect((await post().send({ query, operationName: 'A' })).body.data.viewer).toHaveProperty('subject');
    expect((await post().send({ query })).body.errors[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
    expect((await post().send({ query, operationName: 'C' })).body.errors[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
  });
});

describe('a request that is no operation', () => {
  const json = (text: string) => post().set('content-type', 'application/json').send(text);

  it.each<[string, () => request.Test, number, string]>([
    ['is not JSON', () => json('{"query": "{ viewer { subject } }", "canary'), 400, 'BAD_REQUEST'],
    ['is empty', () => json(''), 400, 'BAD_REQUEST'],
    ['nests too deep', () => json(`{"query":"{ viewer { subject } }","variables":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`), 400, 'BAD_REQUEST'],
    ['is too large', () => post().send({ query: `{ viewer { subject } } #${'x'.repeat(20_000)}` }), 413, 'BODY_LIMIT_EXCEEDED'],
    ['is a form', () => post().type('form').send('query=%7Bviewer%7Bsubject%7D%7D'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'is plain text, as a page elsewhere could send it',
      () =>
        post()
          .set('content-type', 'text/plain')
          .send(JSON.stringify({ query: viewer })),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['is a batch', () => post().send([{ query: viewer }, { query: viewer }]), 400, 'BATCHING_NOT_SUPPORTED'],
    ['has no query', () => post().send({ variables: {} }), 400, 'BAD_REQUEST'],
    ['has a query that is no text', () => post().send({ query: { a: 1 } }), 400, 'BAD_REQUEST'],
    ['has variables that are no object', () => post().send({ query: viewer, variables: ['canary'] }), 400, 'BAD_REQUEST'],
    ['is a subscription', () => post().send({ query: 'subscription { scanUpdated(scanId: "a") { id } }' }), 400, 'BAD_REQUEST'],
    ['comes in the URL', () => request(platform.gateway.url).get(`/graphql?query=${encodeURIComponent(viewer)}`), 405, 'METHOD_NOT_ALLOWED'],
  ])('that %s is answered as GraphQL, with a code', async (_name, send, status, code) => {
    const response = await send();

    expect({ status: response.status, code: response.body.errors?.[0]?.extensions?.code }).toEqual({ status, code });
    expect(response.text).not.toContain('canary');
  });

  it('leaves nothing of itself in the log', () => {
    expect(platform.logged.join('')).not.toContain('canary');
  });
});

describe('a page of another origin', () => {
  it('may call when it is configured, and only then', async () => {
    const allowed = await post().set('origin', 'https://console.example.com').send({ query: viewer });
    const other = await post().set('origin', 'https://evil.example.com').send({ query: viewer });
    const preflight = await request(platform.gateway.url)
      .options('/graphql')
      .set('origin', 'https://console.example.com')
      .set('access-control-request-method', 'POST');

    expect(allowed.headers['access-control-allow-origin']).toBe('https://console.example.com');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
  });
});

describe('the gateway', () => {
  it('answers health and readiness, and counts what it does', async () => {
    await ask(platform.gateway.url, key, viewer);

    expect((await request(platform.gateway.url).get('/health')).status).toBe(200);
    expect((await request(platform.gateway.url).get('/ready')).status).toBe(200);
    expect((await request(platform.gateway.url).get('/metrics')).text).toMatch(/offload_gateway_operations_total\{kind="query",outcome="ok"\} [1-9]/);
  });

  it('cuts its streams when it stops, without completing them, and stops at once', async () => {
    const own = await startPlatform();
    own.world.feed.set({ id: 'scan', cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    const watcher = overEventStream(own.gateway.url, own.newKey().key);
    const watch = watcher.watch('subscription { scanUpdated(scanId: "scan") { id } }');
    await next(watch);

    const rest = watch.next();
    const startedAt = performance.now();
    await Promise.all([own.gateway.close(), expect(rest).rejects.toBeDefined()]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await eventually(() => own.services.scanner.openStreams() === 0);
    await Promise.all(Object.values(own.services).map((service) => service.close()));
  });
});

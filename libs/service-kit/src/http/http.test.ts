import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/create-logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createHttpServer, type HttpServer } from './create-http-server.ts';
import { nestsDeeperThan } from './parse-json-body.ts';

const canary = 'c4n4ry-body';
const lines: string[] = [];
const log = createLogger({ service: 'scanner', level: 'debug', destination: { write: (line) => void lines.push(line) } });

let server: HttpServer;
let url: string;
let vaultFails = false;

beforeAll(async () => {
  server = createHttpServer({ log, service: 'scanner', metrics: createMetrics(), bodyLimitBytes: 2_000 });
  server.addReadiness('database', async () => undefined);
  server.addReadiness('vault', async () => {
    if (vaultFails) throw Object.assign(new Error(`connect vault.internal as ${canary}`), { code: 'ECONNREFUSED' });
  });
  server.app.post('/echo', async (request) => ({ body: request.body }));
  server.app.get('/broken', async () => Promise.reject(new Error(`password is ${canary}`)));
  url = await server.listen({ port: 0 });
});
afterAll(() => server.close());

const post = (body: string) => fetch(`${url}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('the HTTP server', () => {
  it('is alive, and ready while every probe holds', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ALIVE', service: 'scanner' });

    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'READY', checks: { database: 'OK', vault: 'OK' } });
  });

  it('says which probe fails by its code alone, logs it once, and recovers', async () => {
    vaultFails = true;
    const degraded = await fetch(`${url}/ready`);
    await fetch(`${url}/ready`);
    expect(degraded.status).toBe(503);
    expect(await degraded.json()).toEqual({ status: 'DEGRADED', checks: { database: 'OK', vault: 'ECONNREFUSED' } });
    expect(lines.filter((line) => line.includes('readiness probe failed'))).toHaveLength(1);

    vaultFails = false;
    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });

  it('counts requests by route, in the metrics that it serves', async () => {
    await post('{}');
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/offload_http_request_seconds_count\{service="scanner",method="POST",route="\/echo",status="200"\} [1-9]/);
    expect(text).toContain('nodejs_eventloop_lag');
  });

  it('keeps the caller’s request id when it is harmless, and makes one otherwise', async () => {
    const idOf = async (given: string) =>
      (await fetch(`${url}/health`, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idOf('abcdef-123456')).toBe('abcdef-123456');
    expect(await idOf('evil id; drop')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('masks what breaks: the client gets a code and the request id, the log the error', async () => {
    const answer = await fetch(`${url}/broken`);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(text)).toEqual({ error: { code: 'INTERNAL', requestId: answer.headers.get('x-request-id') } });
    expect(lines.some((line) => line.includes('request failed') && line.includes(canary))).toBe(true);
  });

  it.each([
    ['what is not JSON', `{"secret": "${canary}" oops`, 400],
    ['a poisoned prototype', `{"__proto__": {"x": "${canary}"}}`, 400],
    ['a poisoned prototype that is spelt with escapes', `{"\\u005f_proto__": {"x": "${canary}"}}`, 400],
    ['more than the limit', JSON.stringify(canary.repeat(500)), 413],
    ['JSON that nests too deep', `${'['.repeat(900)}${']'.repeat(900)}`, 400],
  ])('refuses %s, and never quotes it', async (_, body, status) => {
    const answer = await post(body);
    const text = await answer.text();
    expect(answer.status).toBe(status);
    expect(Object.keys(JSON.parse(text).error)).toEqual(['code', 'requestId']);
    expect(text).not.toContain('c4n4ry');
  });

  it('takes brackets in strings for what they are', async () => {
    const body = JSON.stringify({ text: `${'['.repeat(200)}\\"${'{'.repeat(200)}` });
    expect((await post(body)).status).toBe(200);
    expect(nestsDeeperThan(3, Buffer.from('[[[1]],[[2]]]'))).toBe(false);
    expect(nestsDeeperThan(3, Buffer.from('[[[[1]]]]'))).toBe(true);
  });

  it('does not know other paths', async () => {
    expect((await fetch(`${url}/${canary}`)).status).toBe(404);
  });
});

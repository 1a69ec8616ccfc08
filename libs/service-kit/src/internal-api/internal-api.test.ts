import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineInternalApi, endpoint } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { actingFor } from '../audit/actor.ts';
import { createHttpServer, type HttpServer } from '../http/create-http-server.ts';
import { createTokenIssuer } from '../internal-tokens/create-token-issuer.ts';
import { createTokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import { generateIssuerKeys } from '../internal-tokens/token-keys.ts';
import { createLogger } from '../logging/create-logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { startTelemetry, type Telemetry } from '../telemetry/start-telemetry.ts';
import { traced, withTraceparent } from '../telemetry/trace.ts';
import { OutageError } from '../subgraph/request-error.ts';
import { createInternalClient } from './create-internal-client.ts';
import { InternalCallError } from './internal-call-error.ts';
import { serveInternalApi, type InternalCall } from './serve-internal-api.ts';

const canary = 'c4n4ry-input';
const tenantId = randomUUID();

const api = defineInternalApi('credentials', {
  verifyAndSeal: endpoint({
    description: 'Echoes.',
    callers: ['accounts'],
    maxBytes: 4_000,
    timeoutMs: 2_000,
    input: z.object({
      name: z.string().max(2_500),
      nested: z.object({ count: z.int() }).optional(),
      labels: z.record(z.string(), z.int()).optional(),
    }),
    output: z.object({ echo: z.string(), tenantId: z.uuid() }),
  }),
  misbehave: endpoint({
    description: 'Breaks in the way asked for.',
    callers: ['accounts'],
    timeoutMs: 400,
    input: z.object({ how: z.enum(['throw', 'outage', 'lie', 'leak', 'hang', 'large']) }),
    output: z.object({ fine: z.string() }),
  }),
});

const keysOf = { accounts: generateIssuerKeys(), scanner: generateIssuerKeys() };
const keys = { accounts: keysOf.accounts.publicKey, scanner: keysOf.scanner.publicKey };
const accounts = createTokenIssuer({ issuer: 'accounts', privateKey: keysOf.accounts.privateKey });
const scanner = createTokenIssuer({ issuer: 'scanner', privateKey: keysOf.scanner.privateKey });

const lines: string[] = [];
const log = createLogger({ service: 'credentials', level: 'debug', destination: { write: (line) => void lines.push(line) } });

let telemetry: Telemetry;
let server: HttpServer;
let url: string;
let lastCall: InternalCall | undefined;
let lastTraceparent: string | undefined;

beforeAll(async () => {
  telemetry = await startTelemetry({ service: 'credentials' });
  server = createHttpServer({ log, service: 'credentials', metrics: createMetrics() });
  server.app.addHook('onRequest', async (request) => {
    lastTraceparent = request.headers['traceparent'] as string | undefined;
  });
  const verifier = createTokenVerifier({ audience: 'credentials', keys });
  serveInternalApi(
    server.app,
    api,
    {
      verifyAndSeal: async ({ name }, call) => {
        lastCall = call;
        return { echo: name, tenantId: call.principal.tenantId };
      },
      misbehave: async ({ how }, call) => {
        lastCall = call;
        if (how === 'throw') throw new Error(`cannot: ${canary}`, { cause: new Error('the root of it') });
        if (how === 'outage') throw new OutageError('SECRET_STORE_UNAVAILABLE', 'It is away', 'Try again');
        if (how === 'lie') return { fine: 7, canary } as never;
        if (how === 'leak') return { fine: 'yes', passwordHash: canary } as never;
        if (how === 'large') return { fine: 'x'.repeat(200_000) };
        return new Promise(() => undefined);
      },
    },
    verifier,
    { log },
  );
  url = await server.listen({ port: 0 });
});
afterAll(async () => {
  await server.close();
  await telemetry.stop();
});

const clientOf = (issuer = accounts, options = {}) => createInternalClient(api, { url, issuer, ...options });

async function failureOf(call: Promise<unknown>): Promise<InternalCallError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InternalCallError);
  return error as InternalCallError;
}

const postRaw = async (body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> => {
  const token = await accounts.issue({ audience: 'credentials', tenantId, subject: 'service:accounts', roles: [], scopes: [] });
  const answer = await fetch(`${url}/internal/verify-and-seal`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
  return { status: answer.status, text: await answer.text() };
};

describe('the internal API', () => {
  it('answers an admitted caller, with the tenant of its token', async () => {
    const client = clientOf();
    await expect(client.verifyAndSeal({ name: 'n' }, { tenantId })).resolves.toEqual({ echo: 'n', tenantId });
    expect(lastCall?.principal).toMatchObject({ issuer: 'accounts', subject: 'service:accounts' });
    await client.close();
  });

  it('refuses a caller that the endpoint does not name', async () => {
    const client = clientOf(scanner);
    const error = await failureOf(client.verifyAndSeal({ name: 'n' }, { tenantId }));
    expect(error).toMatchObject({ code: 'REFUSED', retriable: false, call: 'credentials.verifyAndSeal' });
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await client.close();
  });

  it('refuses a call without a token, with a broken one, and with one for another service', async () => {
    const other = await accounts.issue({ audience: 'inventory', tenantId, subject: 'service:accounts', roles: [], scopes: [] });
    for (const authorization of ['', 'Bearer', 'Bearer a.b.c', `Basic ${canary}`, `Bearer ${other}`]) {
      const { status, text } = await postRaw('{"name":"n"}', { authorization });
      expect(status).toBe(401);
      expect(text).not.toContain(canary);
    }
  });

  it('names wrong input by path and expected type, and repeats nothing of it, in answer or log', async () => {
    const body = JSON.stringify({ name: { value: canary }, nested: { count: canary }, labels: { [canary]: canary } });
    const { status, text } = await postRaw(body);

    expect(status).toBe(400);
    expect(JSON.parse(text).error.issues).toEqual([
      { path: 'name', expected: 'string' },
      { path: 'nested.count', expected: 'number' },
      { path: 'labels.*', expected: 'number' },
    ]);
    expect(text + lines.join()).not.toContain(canary);
  });

  it.each([
    ['what is not JSON', `{"name": "${canary}`, 400],
    ['more than the endpoint takes', JSON.stringify({ name: canary.repeat(1_000) }), 413],
    ['JSON that nests too deep', `{"name":${'['.repeat(1_500)}${']'.repeat(1_500)}}`, 400],
  ])('refuses %s, and repeats nothing of it', async (_, body, status) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('c4n4ry');
  });

  it('masks what a handler throws: a code and a request id for the caller, the error with its cause in the log, once', async () => {
    const client = clientOf();
    lines.length = 0;
    const error = await failureOf(client.misbehave({ how: 'throw' }, { tenantId, requestId: 'request-0001' }));

    expect(error).toMatchObject({ code: 'INTERNAL', retriable: true, requestId: 'request-0001' });
    expect(error.message).not.toContain(canary);
    const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(logged).toHaveLength(1);
    expect(logged[0].err.cause.message).toBe('the root of it');
    await client.close();
  });

  it('tells what is away on the other side, so that it can be told on', async () => {
    const client = clientOf();

    const error = await failureOf(client.misbehave({ how: 'outage' }, { tenantId }));

    expect(error).toMatchObject({ code: 'OUTAGE', retriable: true });
    expect(error.outage).toBeInstanceOf(OutageError);
    expect(error.outage).toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE', message: 'It is away', extensions: { remedy: 'Try again' } });
    await client.close();
  });

  it('says on whose behalf a service calls, which only its own signature can say', async () => {
    const client = clientOf();
    const heard: unknown[] = [];
    const call = () => client.verifyAndSeal({ name: 'x' }, { tenantId }).then(() => heard.push(lastCall?.principal.extra['actor']));

    await actingFor({ subject: 'user:alice', address: '192.0.2.7' }, call);
    await call();

    expect(heard).toEqual([{ subject: 'user:alice', address: '192.0.2.7' }, undefined]);
    await client.close();
  });

  it('sends nothing that the contract does not name, and no answer that does not fit', async () => {
    const client = clientOf();
    await expect(client.misbehave({ how: 'leak' }, { tenantId })).resolves.toEqual({ fine: 'yes' });

    lines.length = 0;
    expect(await failureOf(client.misbehave({ how: 'lie' }, { tenantId }))).toMatchObject({ code: 'INTERNAL' });
    expect(lines.join()).toContain('fine: expected string');
    expect(lines.join()).not.toContain(canary);
    await client.close();
  });

  it('gives a caller TIMEOUT when it takes too long, and tells the handler that the caller is gone', async () => {
    const client = clientOf();
    expect(await failureOf(client.misbehave({ how: 'hang' }, { tenantId }))).toMatchObject({ code: 'TIMEOUT', retriable: true });
    await eventually(() => expect(lastCall?.signal.aborted).toBe(true));
    await client.close();
  });

  it('ends a call when its caller gives up', async () => {
    const client = clientOf(accounts, { timeoutMs: 20_000 });
    const giveUp = new AbortController();
    const call = failureOf(client.misbehave({ how: 'hang' }, { tenantId, signal: giveUp.signal }));
    giveUp.abort();
    expect(await call).toMatchObject({ code: 'TIMEOUT' });
    await client.close();
  });

  it('does not read an answer without end', async () => {
    const client = clientOf(accounts, { maxResponseBytes: 1_000 });
    expect(await failureOf(client.misbehave({ how: 'large' }, { tenantId }))).toMatchObject({ code: 'INVALID', retriable: false });
    await client.close();
  });

  it('checks its own input before it calls', async () => {
    const client = clientOf();
    const error = await failureOf(client.verifyAndSeal({ name: 7 } as never, { tenantId }));
    expect(error).toMatchObject({ code: 'INVALID', issues: [{ path: 'name', expected: 'string' }] });
    await client.close();
  });

  it('carries the trace', async () => {
    const client = clientOf();
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await withTraceparent(parent, () => traced('work', {}, () => client.verifyAndSeal({ name: 'n' }, { tenantId })));
    expect(lastTraceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
    await client.close();
  });

  it('is not built with a handler missing, or a verifier for another service', () => {
    const spare = createHttpServer({ log, service: 'credentials', metrics: createMetrics() });
    const verifier = createTokenVerifier({ audience: 'credentials', keys });
    expect(() => serveInternalApi(spare.app, api, {} as never, verifier, { log })).toThrow('credentials.verifyAndSeal has no handler');
    expect(() => serveInternalApi(spare.app, api, {} as never, createTokenVerifier({ audience: 'scanner', keys }), { log })).toThrow(
      'the verifier is for scanner',
    );
  });
});

describe('the internal client, facing something that is not the service', () => {
  let stranger: Server;
  let answer: { status: number; body: string };
  let strangerUrl: string;
  beforeAll(async () => {
    stranger = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  });
  afterAll(() => void stranger.close());

  it.each([
    [200, 'not json', 'INVALID'],
    [200, '{"other":1}', 'INVALID'],
    [502, '<html>bad gateway</html>', 'UNREACHABLE'],
    [500, '', 'INTERNAL'],
    [404, '{"error":{"issues":"x"}}', 'INVALID'],
    [302, '', 'INVALID'],
  ])('makes of %i %p: %s', async (status, body, code) => {
    answer = { status, body };
    const client = createInternalClient(api, { url: strangerUrl, issuer: accounts });
    expect(await failureOf(client.verifyAndSeal({ name: 'n' }, { tenantId }))).toMatchObject({ code });
    await client.close();
  });

  it('is UNREACHABLE where nobody listens, with the cause', async () => {
    const client = createInternalClient(api, { url: 'http://127.0.0.1:1', issuer: accounts });
    const error = await failureOf(client.verifyAndSeal({ name: 'n' }, { tenantId }));
    expect(error).toMatchObject({ code: 'UNREACHABLE', retriable: true });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    await client.close();
  });
});

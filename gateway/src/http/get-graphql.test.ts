import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiKey } from '@offload/contracts';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import WebSocket from 'ws';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
let key: string;
beforeAll(async () => {
  platform = await startPlatform({ CORS_ORIGINS: 'https://console.example.com' });
  key = platform.newKey().key;
});
afterAll(() => platform.close());

const query = 'query Account($id: ID!) { cloudAccount(id: $id) { id name } }';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });
const post = (body: object) => request(platform.gateway.url).post('/graphql').set('authorization', `Bearer ${key}`).send(body);
const get = (parameters: Record<string, string>) =>
  request(platform.gateway.url).get('/graphql').query(parameters).set('authorization', `Bearer ${key}`).set('apollo-require-preflight', 'true');
const inUrl = (text: string, variables?: object) => ({
  extensions: JSON.stringify(persisted(text)),
  ...(variables ? { variables: JSON.stringify(variables) } : {}),
});
const codeOf = ({ body }: { body: any }) => body.errors?.[0]?.extensions?.code;

describe('automatic persisted queries', () => {
  it('are learnt by POST with text and hash, and then known by the hash alone, for GET too', async () => {
    const unknown = await post({ extensions: persisted(query), variables: { id: 'a' } });
    // The protocol: status 200 and this message.
    expect(unknown).toMatchObject({
      status: 200,
      body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    });
    expect(unknown.headers['cache-control']).toBe('no-store');
    expect(codeOf(await get(inUrl(query, { id: 'a' })))).toBe('PERSISTED_QUERY_NOT_FOUND');

    expect((await post({ query, extensions: persisted(query), variables: { id: 'a' } })).body.data).toEqual({
      cloudAccount: { id: 'a', name: 'account a' },
    });
    expect((await post({ extensions: persisted(query), variables: { id: 'b' } })).body.data).toEqual({
      cloudAccount: { id: 'b', name: 'account b' },
    });
    expect((await get(inUrl(query, { id: 'c' }))).body).toEqual({ data: { cloudAccount: { id: 'c', name: 'account c' } } });
  });

  it('give everybody what that one may see, and nothing to whoever is not known', async () => {
    await post({ query, extensions: persisted(query), variables: { id: 'a' } });
    const other = platform.newKey(['findings:read']).key;
    expect(codeOf(await get(inUrl(query, { id: 'a' })).set('authorization', `Bearer ${other}`))).toBe('FORBIDDEN');
    expect(codeOf(await get(inUrl(query, { id: 'a' })).set('authorization', ''))).toBe('UNAUTHENTICATED');
  });

  it('are not learnt under a hash that is not theirs, nor when they do not hold, nor with a secret in them', async () => {
    const mismatch = await post({ query: '{ viewer { subject } }', extensions: { persistedQuery: { version: 1, sha256Hash: hashOf('other') } } });
    expect(mismatch).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_MISMATCH' } }] } });
    expect(codeOf(await post({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf('other') } } }))).toBe('PERSISTED_QUERY_NOT_FOUND');

    const invalid = '{ nope }';
    const secret = 'mutation { connectAwsAccount(input: { name: "a", accessKeys: { accessKeyId: "a", secretAccessKey: "canary" } }) { __typename } }';
    for (const [text, code] of [
      [invalid, 'GRAPHQL_VALIDATION_FAILED'],
      [secret, 'SECRET_LITERAL'],
    ] as const) {
      expect(codeOf(await post({ query: text, extensions: persisted(text) }))).toBe(code);
      expect(codeOf(await post({ extensions: persisted(text) }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
    expect(platform.logged.join('')).not.toContain('canary');
  });

  it('are told of when they are off, or of another version', async () => {
    expect((await post({ extensions: { persistedQuery: { version: 2 } } })).body.errors[0]).toMatchObject({ message: 'PersistedQueryNotSupported' });
    const own = await startPlatform({ PERSISTED_QUERIES: 'false' });
    const { body } = await request(own.gateway.url)
      .post('/graphql')
      .set('x-api-key', own.newKey().key)
      .send({ extensions: persisted(query) });
    expect(body.errors[0]).toMatchObject({ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } });
    await own.close();
  });
});

describe('a GET', () => {
  beforeAll(async () => {
    await post({ query, extensions: persisted(query), variables: { id: 'a' } });
  });

  it('may be kept by the browser of whoever asked and by nobody else, and is not sent again when it is the same', async () => {
    const first = await get(inUrl(query, { id: 'a' }));
    expect(first.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: expect.stringMatching(/authorization.*x-api-key/),
      etag: expect.any(String),
    });

    const second = await get(inUrl(query, { id: 'a' })).set('if-none-match', first.headers['etag']!);
    expect(second).toMatchObject({ status: 304, text: '' });
    expect((await get(inUrl(query, { id: 'b' })).set('if-none-match', first.headers['etag']!)).status).toBe(200);
    expect((await get(inUrl(query, {}))).headers['cache-control']).toBe('no-store');
  });

  it('changes nothing and opens nothing', async () => {
    const mutation = 'mutation ($input: ConnectAwsAccountInput!) { connectAwsAccount(input: $input) { __typename } }';
    const input = { name: 'a', accessKeys: { accessKeyId: 'AKIA', secretAccessKey: 'canary' } };
    await post({ query: mutation, extensions: persisted(mutation), variables: { input } });
    const before = platform.world.connected.length;
    expect(await get(inUrl(mutation, { input }))).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'SECRET_IN_URL' } }] } });

    const withoutSecret = 'mutation { createOnboardingKit(provider: AWS) { __typename } }';
    await post({ query: withoutSecret, extensions: persisted(withoutSecret) });
    const refused = await get(inUrl(withoutSecret));
    expect([refused.status, codeOf(refused), refused.headers['allow']]).toEqual([405, 'METHOD_NOT_ALLOWED', 'POST']);
    expect(platform.world.connected.length).toBe(before);
    expect(platform.logged.join('')).not.toContain('canary');

    const subscription = 'subscription { scanUpdated(scanId: "a") { id } }';
    await post({ query: subscription, extensions: persisted(subscription) });
    expect((await get(inUrl(subscription))).status).toBe(400);
  });

  it('carries no document as text', async () => {
    const { status, headers, body } = await get({ query: '{ viewer { subject } }' });
    expect([status, codeOf({ body }), headers['allow']]).toEqual([405, 'METHOD_NOT_ALLOWED', 'POST']);
  });

  it('that a page elsewhere could send is refused', async () => {
    const forged = request(platform.gateway.url)
      .get('/graphql')
      .query(inUrl(query, { id: 'a' }))
      .set('authorization', `Bearer ${key}`);
    expect(await forged).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'CSRF_PREVENTED' } }] } });
    const named = request(platform.gateway.url)
      .get('/graphql')
      .query(inUrl(query, { id: 'a' }))
      .set('authorization', `Bearer ${key}`)
      .set('x-apollo-operation-name', 'Account');
    expect((await named).status).toBe(200);
  });

  it.each([
    ['variables that are not JSON', { variables: '{"canary' }],
    ['variables that nest too deep', { variables: `${'['.repeat(100)}${']'.repeat(100)}` }],
    ['variables that are no object', { variables: '["canary"]' }],
    ['extensions that are not JSON', { extensions: 'canary' }],
  ])('with %s is refused', async (_name, parameters) => {
    const response = await get({ ...inUrl(query), ...parameters } as Record<string, string>);
    expect([response.status, codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
    expect(response.text).not.toContain('canary');
  });
});

describe('a key in a URL', () => {
  const secret = newApiKey();

  it.each([
    ['by its name', 'access_token=canary'],
    ['by another spelling of its name', 'X-Api-Key=canary'],
    ['by its form', `note=${secret}`],
    ['as a token', 'note=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.canary'],
  ])('is refused %s, everywhere, and neither looked at nor repeated nor logged', async (_name, parameters) => {
    const { host } = new URL(platform.gateway.url);
    const lookUps = platform.world.lookUps;
    for (const response of [
      await request(platform.gateway.url).post(`/graphql?${parameters}`).send({ query }),
      await request(platform.gateway.url).get(`/graphql?${parameters}`),
      await request(platform.gateway.url).post(`/graphql/stream?${parameters}`).set('accept', 'text/event-stream').send({ query }),
    ]) {
      expect([response.status, codeOf(response)]).toEqual([400, 'KEY_IN_URL']);
      expect(response.text).not.toMatch(/canary|ofs_/);
    }
    const socket = new WebSocket(`ws://${host}/graphql?${parameters}`, 'graphql-transport-ws');
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(answer.statusCode).toBe(400);
    socket.on('error', () => undefined).terminate();

    expect(platform.world.lookUps).toBe(lookUps);
    expect(platform.logged.join('')).not.toMatch(new RegExp(`canary|${secret}`));
  });
});

describe('a WebSocket', () => {
  const openFrom = async (origin: string | undefined): Promise<string> => {
    const socket = new WebSocket(
      `${platform.gateway.url.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      origin === undefined ? {} : { origin },
    );
    const outcome = await Promise.race([
      once(socket, 'open').then(() => 'open'),
      once(socket, 'unexpected-response').then(([, response]) => String((response as { statusCode: number }).statusCode)),
    ]);
    socket.on('error', () => undefined).terminate();
    return outcome;
  };

  it('is opened by pages of this host and of allowed origins, and by what is no browser; by no other page', async () => {
    expect(await openFrom(undefined)).toBe('open');
    expect(await openFrom('https://console.example.com')).toBe('open');
    expect(await openFrom(platform.gateway.url)).toBe('open');
    for (const origin of ['https://evil.example.com', 'null', 'https://console.example.com.evil.example', 'https://console.example.com:444'])
      expect(await openFrom(origin)).toBe('403');
  });
});

describe('an answer', () => {
  const wide = `{ cloudAccounts { nodes { ${Array.from({ length: 25 }, (_, at) => `name${at}: name`).join(' ')} } } }`;
  const sized = async (encoding: string, text: string) => {
    const response = await fetch(`${platform.gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'accept-encoding': encoding },
      body: JSON.stringify({ query: text }),
    });
    return { encoding: response.headers.get('content-encoding'), vary: response.headers.get('vary'), data: ((await response.json()) as any).data };
  };

  it('is compressed when it is large and the client takes it, and is the same then', async () => {
    const plain = await sized('identity', wide);
    expect(plain.encoding).toBeNull();
    for (const encoding of ['br', 'gzip']) {
      const compressed = await sized(encoding, wide);
      expect(compressed).toMatchObject({ encoding, vary: expect.stringContaining('accept-encoding') });
      expect(compressed.data).toEqual(plain.data);
    }
    expect((await sized('br, gzip', '{ viewer { subject } }')).encoding).toBeNull();
  });

  it('is to nothing that has to be unpacked first', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const response = await fetch(`${platform.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(response.status).toBe(400);
    expect((await ask(platform.gateway.url, key, '{ viewer { subject } }')).status).toBe(200);
  });
});

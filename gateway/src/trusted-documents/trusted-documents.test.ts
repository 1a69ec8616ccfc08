import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { next, overEventStream, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { readManifest } from './read-manifest.ts';
import { createDocuments } from './resolve-document.ts';

const viewer = 'query Viewer { viewer { subject } }';
const watch = 'subscription Watch($id: ID!) { scanUpdated(scanId: $id) { id } }';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const apollo = (documents: Record<string, string>) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: Object.entries(documents).map(([id, body]) => ({ id, name: 'Some', type: 'query', body })),
});

let directory: string;
const manifest = async (content: unknown): Promise<string> => {
  const file = join(directory, `manifest-${Math.random()}.json`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trusted-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('where only trusted documents are taken', () => {
  let platform: Platform;
  let key: string;
  beforeAll(async () => {
    const file = await manifest({ [hashOf(viewer)]: viewer, [hashOf(watch)]: watch });
    platform = await startPlatform({ TRUSTED_DOCUMENTS_FILE: file, TRUSTED_DOCUMENTS_ONLY: 'true' });
    platform.world.feed.set({ id: 'scan', cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    key = platform.newKey().key;
  });
  afterAll(() => platform.close());
  const post = (body: object) => request(platform.gateway.url).post('/graphql').set('authorization', `Bearer ${key}`).send(body);

  it('one is asked for by its hash, by its id or as the very text, by GET too', async () => {
    const hash = hashOf(viewer);
    const persisted = { persistedQuery: { version: 1, sha256Hash: hash } };
    for (const body of [
      { documentId: hash },
      { documentId: `sha256:${hash}` },
      { extensions: persisted },
      { query: viewer },
      { query: viewer, extensions: persisted },
    ]) {
      expect((await post(body)).body.data).toHaveProperty('viewer.subject');
    }
    const got = await request(platform.gateway.url)
      .get('/graphql')
      .query({ documentId: hash })
      .set('authorization', `Bearer ${key}`)
      .set('apollo-require-preflight', '1');
    expect(got.body.data).toHaveProperty('viewer.subject');
  });

  it('anything else is refused: another text, an unknown hash, the schema, whoever asks', async () => {
    const other = '{ viewer { subject } }';
    for (const body of [
      { query: other },
      { query: other, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(other) } } },
      { documentId: hashOf(other) },
      { query: '{ __schema { queryType { name } } }' },
    ]) {
      expect(await post(body)).toMatchObject({
        status: 403,
        body: { errors: [{ extensions: { code: 'UNTRUSTED_DOCUMENT', remedy: expect.any(String) } }] },
      });
      expect((await request(platform.gateway.url).post('/graphql').send(body)).status).toBe(403);
    }
    // Under the hash of a trusted one, too.
    expect((await post({ query: other, documentId: hashOf(viewer) })).body.errors[0].extensions.code).toBe('PERSISTED_QUERY_MISMATCH');
  });

  it.each([
    ['WebSocket', overWebSocket],
    ['event stream', overEventStream],
  ])('the same holds over %s', async (_name, over) => {
    const watcher = over(platform.gateway.url, key);
    expect((await next(watcher.watch(watch, { id: 'scan' }))).data).toEqual({ scanUpdated: { id: 'scan' } });
    const refused = await next(watcher.watch(watch.replace('{ id }', '{ id status }'), { id: 'scan' })).catch((errors: unknown) => ({ errors }));
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'UNTRUSTED_DOCUMENT' } }] });
    watcher.close();
  });
});

describe('trusted documents', () => {
  const sent = (query: string) => ({ query, hash: null, operationName: null, variables: {} });
  const principal = (subject: string) => ({ tenantId: 'a', subject, roles: [], scopes: [] });

  it('may be demanded of people alone, or of keys alone', () => {
    const of = (only: 'people' | 'keys') => createDocuments({ trusted: new Map([['a', viewer]]), only: [only], persisted: true });
    expect(() => of('people').resolve(sent('{ a }'), principal('user:ann'))).toThrow('UNTRUSTED_DOCUMENT');
    expect(of('people').resolve(sent('{ a }'), principal('api-key:1'))).toMatchObject({ query: '{ a }' });
    expect(() => of('keys').resolve(sent('{ a }'), principal('api-key:1'))).toThrow('UNTRUSTED_DOCUMENT');
    expect(of('keys').resolve(sent('{ a }'), principal('user:ann'))).toMatchObject({ query: '{ a }' });
    expect(() => of('keys').resolve(sent('{ a }'), null)).toThrow('UNTRUSTED_DOCUMENT');
  });

  it('are read from Apollo’s manifest and from graphql-codegen’s', () => {
    const expected = new Map([['a', viewer]]);
    expect(readManifest(JSON.stringify(apollo({ a: viewer })), 'm.json')).toEqual(expected);
    expect(readManifest(JSON.stringify({ a: viewer }), 'm.json')).toEqual(expected);
  });

  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    ['there is no file', async () => ({ TRUSTED_DOCUMENTS_FILE: '/nowhere/m.json' }), /nowhere/],
    ['the file is not JSON', async () => ({ TRUSTED_DOCUMENTS_FILE: await manifest('{"a') }), /manifest-.*not JSON/],
    ['the file is no manifest', async () => ({ TRUSTED_DOCUMENTS_FILE: await manifest({ a: { b: 1 } }) }), /no manifest/],
    [
      'one does not fit the schema',
      async () => ({ TRUSTED_DOCUMENTS_FILE: await manifest(apollo({ abc: 'query Wrong { nope }' })) }),
      /abc \(Wrong\) in .*manifest-.*nope/s,
    ],
    ['one is not GraphQL', async () => ({ TRUSTED_DOCUMENTS_FILE: await manifest({ abc: 'query {' }) }), /abc/],
    ['they are demanded and there are none', async () => ({ TRUSTED_DOCUMENTS_ONLY: 'keys' }), /TRUSTED_DOCUMENTS_ONLY/],
  ])('stop the start when %s', async (_name, environment, message) => {
    await expect(startPlatform(await environment())).rejects.toThrow(message);
  });
});

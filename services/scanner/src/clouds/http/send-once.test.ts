import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeCloud, type FakeCloud } from '../testing/fake-cloud.ts';
import { sendOnce, type HttpRequest, type SendOptions } from './send-once.ts';

let cloud: FakeCloud;
beforeAll(async () => {
  cloud = await fakeCloud();
});
afterAll(() => cloud.stop());

const send = (request: Partial<HttpRequest> = {}, options: Partial<SendOptions> = {}) =>
  sendOnce(
    { method: 'GET', url: 'https://api.example.com/things?a=1&b=two%20words', headers: { authorization: 'Bearer a-token' }, ...request },
    { isOwnHost: (host) => host === 'api.example.com', endpointOverride: cloud.endpoint, ...options },
  );

describe('a request', () => {
  it('reaches the simulator by the path and query of the real one, with the real host beside them', async () => {
    cloud.answer(() => ({ status: 201, headers: { 'x-thing': 'yes' }, body: { id: 'thing' } }));

    expect(await send({ method: 'POST', body: '{"name":"é"}' })).toMatchObject({
      status: 201,
      headers: { 'x-thing': 'yes' },
      body: '{"id":"thing"}',
    });
    const [request] = cloud.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/things', body: { name: 'é' } });
    expect(Object.fromEntries(request!.query)).toEqual({ a: '1', b: 'two words' });
    expect(request!.headers).toMatchObject({ authorization: 'Bearer a-token', 'x-simulator-host': 'api.example.com', 'accept-encoding': 'gzip' });
  });

  it('cannot be led to another server by its path', async () => {
    cloud.answer(() => ({ body: {} }));
    await send({ url: 'https://api.example.com//evil.example/things' });
    expect(cloud.requests.map(({ path }) => path)).toEqual(['//evil.example/things']);
  });

  it.each([
    'https://api.example.com.evil.example/x',
    'https://api.example.com:8443/x',
    'https://api.example.com@evil.example/x',
    'http://api.example.com/x',
    'https://169.254.169.254/x',
  ])('for %s is not sent, since the token is not for it', async (url) => {
    cloud.answer(() => ({ body: {} }));
    for (const endpointOverride of [null, cloud.endpoint])
      await expect(send({ url }, { endpointOverride })).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
    expect(cloud.requests).toEqual([]);
  });
});

describe('an answer', () => {
  it('may be compressed', async () => {
    cloud.answer(() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"id":"zipped"}') }));
    expect((await send()).body).toBe('{"id":"zipped"}');
  });

  it('that leads elsewhere is not followed', async () => {
    cloud.answer(() => ({ status: 302, headers: { location: `${cloud.endpoint}/elsewhere` } }));
    expect((await send()).status).toBe(302);
    expect(cloud.requests).toHaveLength(1);
  });

  it.each([
    ['long', { body: JSON.stringify({ id: 'x'.repeat(2000) }) }],
    ['long once it is unpacked', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify({ id: 'x'.repeat(200_000) })) }],
  ])('that is too %s is not read to its end', async (_how, answer) => {
    cloud.answer(() => answer);
    await expect(send({}, { maxBytes: 1000 })).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
  });

  it('that does not come in time is none, and neither is a broken one', async () => {
    cloud.answer(() => 'hang');
    await expect(send({}, { timeoutMs: 50 })).rejects.toMatchObject({ name: 'ConnectionFailed', code: 'ETIMEDOUT' });
    cloud.answer(() => 'drop');
    await expect(send()).rejects.toMatchObject({ name: 'ConnectionFailed', code: 'UND_ERR_SOCKET' });
    cloud.answer(() => ({ headers: { 'content-encoding': 'gzip' }, body: 'not packed' }));
    await expect(send()).rejects.toMatchObject({ name: 'ConnectionFailed' });
  });

  it('of nobody says how the connection failed', async () => {
    await expect(send({}, { endpointOverride: 'http://127.0.0.1:9' })).rejects.toMatchObject({ name: 'ConnectionFailed', code: 'ECONNREFUSED' });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CloudAccountDocument, createClient, GraphqlRequestError, ViewerDocument, type Client, type GraphqlFailure } from '../index.ts';
import { startFakeGateway, type FakeGateway } from '../testing/fake-gateway.ts';

let gateway: FakeGateway;
let client: Client;
let tokens: number;

beforeAll(async () => {
  gateway = await startFakeGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  tokens = 0;
  gateway.refusing = false;
  gateway.answer = { status: 200, body: '{"data":{"viewer":null}}' };
  client = createClient({ url: gateway.url, token: async () => `token-${++tokens}` });
});

const failed = async (promise: Promise<unknown>): Promise<GraphqlRequestError> => {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(GraphqlRequestError);
  return error as GraphqlRequestError;
};

describe('a request', () => {
  it('sends the document with its fragments, the name of the operation and the variables, and gives the data', async () => {
    gateway.answer.body = '{"data":{"cloudAccount":null}}';
    const { cloudAccount } = await client.request(CloudAccountDocument, { id: 'one' });

    expect(cloudAccount).toBeNull();
    expect(gateway.received.at(-1)).toEqual({ query: expect.stringMatching(/^query CloudAccount\([\s\S]*fragment CredentialFields on Credential/), operationName: 'CloudAccount', variables: { id: 'one' } });
  });

  it('asks for the credentials anew each time', async () => {
    await client.request(ViewerDocument);
    await client.request(ViewerDocument);

    expect(gateway.authorizations.slice(-2)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('throws what the gateway said: the codes, the remedy, the request id and what could be answered all the same', async () => {
    gateway.answer.body = JSON.stringify({
      data: { cloudAccount: { id: 'one', credential: null } },
      errors: [{ message: 'Not for you', path: ['cloudAccount', 'credential'], extensions: { code: 'FORBIDDEN', requestId: 'r-7', remedy: 'Ask an admin.' } }],
    });
    const error = await failed(client.request(CloudAccountDocument, { id: 'one' }));

    expect(error).toMatchObject({ code: 'FORBIDDEN', requestId: 'r-7', status: 200, data: { cloudAccount: { id: 'one' } } });
    expect(error.errors).toEqual([expect.objectContaining({ message: 'Not for you', code: 'FORBIDDEN', path: ['cloudAccount', 'credential'], remedy: 'Ask an admin.' })]);
    expect(error.message).toBe('FORBIDDEN: Not for you');
  });

  it('gives what there is to who wants to be told of what is missing, and throws when there is nothing', async () => {
    const missing: GraphqlFailure[] = [];
    const onPartial = (errors: readonly GraphqlFailure[]): void => void missing.push(...errors);
    gateway.answer.body = '{"data":{"cloudAccount":null},"errors":[{"message":"later","extensions":{"code":"SUBGRAPH_UNAVAILABLE"}}]}';
    expect(await client.request(CloudAccountDocument, { id: 'one' }, { onPartial })).toEqual({ cloudAccount: null });
    expect(missing).toEqual([expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' })]);

    gateway.answer.body = '{"data":null,"errors":[{"message":"later","extensions":{"code":"SUBGRAPH_UNAVAILABLE"}}]}';
    expect((await failed(client.request(CloudAccountDocument, { id: 'one' }, { onPartial }))).code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(missing).toHaveLength(1);
  });

  it('throws the refusal of a request that is not let in', async () => {
    gateway.refusing = true;

    expect(await failed(client.request(ViewerDocument))).toMatchObject({ code: 'UNAUTHENTICATED', status: 401, requestId: 'r-401' });
  });

  it('says so when something else than the graph answers, or nothing does', async () => {
    gateway.answer = { status: 502, body: '<html>Bad gateway</html>' };
    expect(await failed(client.request(ViewerDocument))).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 502, requestId: 'r-1' });
    gateway.answer = { status: 200, body: '"fine"' };
    expect(await failed(client.request(ViewerDocument))).toMatchObject({ code: 'UNEXPECTED_ANSWER' });

    const nobody = createClient({ url: 'http://127.0.0.1:9/graphql', token: () => 't' });
    expect(await failed(nobody.request(ViewerDocument))).toMatchObject({ code: 'UNREACHABLE', cause: expect.anything() });
  });

  it('does not ask without credentials', async () => {
    const before = gateway.received.length;
    const cause = new Error('signed out');
    const error = await failed(createClient({ url: gateway.url, token: () => Promise.reject(cause) }).request(ViewerDocument));

    expect(error).toMatchObject({ code: 'NO_TOKEN', cause });
    expect(gateway.received).toHaveLength(before);
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    const reason = new Error('the page was left');
    const fetch: typeof globalThis.fetch = (input, init) => {
      abort.abort(reason);
      return globalThis.fetch(input, init);
    };

    const promise = createClient({ url: gateway.url, token: () => 't', fetch }).request(ViewerDocument, undefined, { signal: abort.signal });
    await expect(promise).rejects.toBe(reason);
  });
});

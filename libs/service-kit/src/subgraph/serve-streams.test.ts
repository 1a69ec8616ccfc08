import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { GraphQLError } from 'graphql';
import { createClient } from 'graphql-sse';
import { RequestError } from './request-error.ts';
import { startTestSubgraph, tenantId, type TestSubgraph } from './subgraph.fixture.ts';

const canary = 'c4n4ry-s3cret';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes"])
  type Query {
    a: String
  }
  type Scan {
    percent: Int
    broken: String
    contextNo: Int
    tenant: String
  }
  type Subscription {
    scanUpdated(count: Int! = 3): Scan!
    parked: Scan
    flood(kilobytes: Int!): String
    fails: Scan
    refused: Scan
    startsBadly: Scan
    guarded: Scan @requiresScopes(scopes: [["scans:read"]])
  }
`;

interface TestContext {
  contextNo: number;
  tenant: string;
  signal: AbortSignal;
}

let made = 0;
let released = 0;
let guardedStarted = 0;
let parkedEnded = 0;
let flooded = 0;

/** Ends when the signal aborts, as a source that waits on a bus does. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

const resolvers = {
  Scan: {
    broken: () => {
      throw new Error(`database says ${canary}`);
    },
    contextNo: (_: unknown, _args: unknown, context: TestContext) => context.contextNo,
    tenant: (_: unknown, _args: unknown, context: TestContext) => context.tenant,
  },
  Subscription: {
    scanUpdated: {
      async *subscribe(_: unknown, { count }: { count: number }) {
        for (let at = 1; at <= count; at++) yield { scanUpdated: { percent: at * 10 } };
      },
    },
    parked: {
      async *subscribe(_: unknown, _args: unknown, { signal }: TestContext) {
        try {
          yield { parked: { percent: 1 } };
          await untilAborted(signal);
        } finally {
          parkedEnded++;
        }
      },
    },
    flood: {
      async *subscribe(_: unknown, { kilobytes }: { kilobytes: number }) {
        for (;;) {
          flooded++;
          yield { flood: 'x'.repeat(kilobytes * 1024) };
        }
      },
    },
    fails: {
      async *subscribe() {
        yield { fails: { percent: 1 } };
        throw new Error(`bus says ${canary}`);
      },
    },
    refused: {
      subscribe: () => Promise.reject(new RequestError('NOT_FOUND', 'There is no such scan')),
    },
    startsBadly: {
      subscribe: () => Promise.reject(new GraphQLError(`not ours to show ${canary}`)),
    },
    guarded: {
      async *subscribe() {
        guardedStarted++;
        yield { guarded: { percent: 1 } };
      },
    },
  },
};

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph<TestContext>({
    typeDefs,
    resolvers,
    contextOf: (principal, { signal }) => ({ contextNo: ++made, tenant: principal.tenantId, signal }),
    release: () => {
      released++;
    },
  });
});
afterAll(() => graph.server.close());
beforeEach(() => {
  graph.lines.length = 0;
});

const open = async (query: string, variables = {}, { signal, token = {} }: { signal?: AbortSignal; token?: object } = {}) =>
  fetch(`${graph.url}/graphql/stream`, {
    method: 'POST',
    headers: { ...(await graph.headersFor(token)), accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  });

/** The results of a stream that ends by itself. */
const resultsOf = (text: string) => [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map((match) => JSON.parse(match[1]!));

/** Reads a stream until something was said. */
async function readUntil(response: Response, text: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = response.body!.getReader();
  let heard = '';
  while (!heard.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the stream ended: ${heard}`);
    heard += Buffer.from(value).toString();
  }
  return reader;
}

const openStreams = async () => (await graph.metrics.scrape()).text.match(/offload_subgraph_streams_open\{service="accounts"\} (\d+)/)?.[1];

describe('subscriptions of a subgraph', () => {
  it('stream every event and complete, each with a context of its own that is released', async () => {
    const before = { made, released };
    const response = await open('subscription { scanUpdated(count: 3) { percent contextNo tenant } }');
    const text = await response.text();

    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const scans = resultsOf(text).map(({ data }) => data.scanUpdated);
    expect(scans.map(({ percent }) => percent)).toEqual([10, 20, 30]);
    expect(new Set(scans.map(({ contextNo }) => contextNo)).size).toBe(3);
    expect(scans[0].tenant).toBe(tenantId);
    expect(text.endsWith('event: complete\ndata: \n\n')).toBe(true);
    expect(made - before.made).toBe(4);
    expect(released - before.released).toBe(4);
    await eventually(() => expect(graph.subgraph.openStreams()).toBe(0));
  });

  it('are understood by the graphql-sse client', async () => {
    const client = createClient({ url: `${graph.url}/graphql/stream`, headers: await graph.headersFor({}), retryAttempts: 0 });
    const percents: unknown[] = [];
    for await (const result of client.iterate({
      query: 'subscription ($n: Int!) { scanUpdated(count: $n) { percent } }',
      variables: { n: 2 },
    })) {
      percents.push((result.data as any).scanUpdated.percent);
    }
    expect(percents).toEqual([10, 20]);
    client.dispose();
  });

  it('close their source when the client leaves, although it waits for an event', async () => {
    const leave = new AbortController();
    const ended = parkedEnded;
    await readUntil(await open('subscription { parked { percent } }', {}, { signal: leave.signal }), '"percent":1');
    expect(graph.subgraph.openStreams()).toBe(1);
    expect(await openStreams()).toBe('1');

    leave.abort();
    await eventually(() => expect(graph.subgraph.openStreams()).toBe(0));
    expect(parkedEnded).toBe(ended + 1);
    expect(await openStreams()).toBe('0');
    await eventually(() => expect(released).toBe(made));
  });

  it('are dropped, not completed, so that the gateway knows that they were cut off', async () => {
    const reader = await readUntil(await open('subscription { parked { percent } }'), '"percent":1');
    graph.subgraph.dropStreams();
    await expect(reader.read()).rejects.toThrow();
    await eventually(() => expect(graph.subgraph.openStreams()).toBe(0));
  });

  it('wait for a client that is slow, instead of piling up events', async () => {
    const leave = new AbortController();
    flooded = 0;
    await open('subscription { flood(kilobytes: 256) }', {}, { signal: leave.signal });
    await eventually(() => expect(flooded).toBeGreaterThan(1));

    // The sockets' buffers take some megabytes; after that the source must stand still.
    let seen = -1;
    await eventually(() => {
      const still = seen === flooded;
      seen = flooded;
      return still;
    });
    expect(flooded).toBeLessThan(200);
    leave.abort();
    await eventually(() => expect(graph.subgraph.openStreams()).toBe(0));
  });

  it('mask what breaks, and go on', async () => {
    const text = await (await open('subscription { scanUpdated(count: 2) { percent broken } }')).text();
    const results = resultsOf(text);
    expect(results).toHaveLength(2);
    expect(results[0].data.scanUpdated).toEqual({ percent: 10, broken: null });
    expect(results[0].errors[0]).toMatchObject({ path: ['scanUpdated', 'broken'], extensions: { code: 'INTERNAL' } });
    expect(text).not.toContain(canary);
    expect(graph.lines.join()).toContain(canary);
  });

  it('end with a masked error when their source fails, and the process lives on', async () => {
    const text = await (await open('subscription { fails { percent } }')).text();
    const results = resultsOf(text);
    expect(results[0].data).toEqual({ fails: { percent: 1 } });
    expect(results[1].errors[0].extensions.code).toBe('INTERNAL');
    expect(text).not.toContain(canary);
    await eventually(() => expect(graph.subgraph.openStreams()).toBe(0));
  });

  it.each([
    ['refused', 'NOT_FOUND', 'There is no such scan'],
    ['startsBadly', 'INTERNAL', 'Something went wrong on our side'],
    ['guarded', 'FORBIDDEN', 'Not allowed to read Subscription.guarded'],
  ])('say at once when they cannot start (%s: %s)', async (field, code, message) => {
    const text = await (await open(`subscription { ${field} { percent } }`)).text();
    expect(resultsOf(text)).toEqual([
      { errors: [expect.objectContaining({ message, extensions: { code, requestId: expect.any(String) } })] },
    ]);
    expect(text).toContain('event: complete');
    expect(guardedStarted).toBe(0);
  });

  it('start for those who hold the scopes', async () => {
    const text = await (await open('subscription { guarded { percent } }', {}, { token: { scopes: ['scans:read'] } })).text();
    expect(resultsOf(text)).toEqual([{ data: { guarded: { percent: 1 } } }]);
    guardedStarted = 0;
  });

  it('are refused without a token of the gateway', async () => {
    for (const headers of [{ 'content-type': 'application/json' }, await graph.headersFor({}, 'scanner')]) {
      const response = await fetch(`${graph.url}/graphql/stream`, { method: 'POST', headers, body: '{}' });
      expect(response.status).toBe(401);
    }
  });

  it.each([
    ['a query', { query: '{ a }' }],
    ['a document that does not parse', { query: `subscription { "${canary}" }` }],
    ['a literal of the wrong type', { query: `subscription { scanUpdated(count: "${canary}") { percent } }` }],
    ['a body that is no request', { [canary]: canary }],
    ['introspection', { query: 'subscription { scanUpdated { __typename } } query Q { __schema { types { name } } }', operationName: 'Q' }],
  ])('are refused for %s, which is not repeated', async (_, body) => {
    const response = await fetch(`${graph.url}/graphql/stream`, {
      method: 'POST',
      headers: await graph.headersFor({}),
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(JSON.parse(text).errors).not.toHaveLength(0);
    expect(text + graph.lines.join()).not.toContain(canary);
  });

  it('do not repeat a variable that does not fit', async () => {
    const text = await (await open('subscription ($n: Int!) { scanUpdated(count: $n) { percent } }', { n: canary })).text();
    expect(resultsOf(text)[0].errors[0]).toMatchObject({
      message: 'Variable "$n" is not valid: expected Int',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(text + graph.lines.join()).not.toContain(canary);
  });

  it('are cut when the server closes, which does not wait for them', async () => {
    const other = await startTestSubgraph<TestContext>({
      typeDefs,
      resolvers,
      contextOf: (_, { signal }) => ({ contextNo: 0, tenant: '', signal }),
    });
    const response = await fetch(`${other.url}/graphql/stream`, {
      method: 'POST',
      headers: await other.headersFor({}),
      body: JSON.stringify({ query: 'subscription { parked { percent } }' }),
    });
    const reader = await readUntil(response, '"percent":1');
    await other.server.close();
    await expect(reader.read()).rejects.toThrow();
    expect(other.subgraph.openStreams()).toBe(0);
  });
});

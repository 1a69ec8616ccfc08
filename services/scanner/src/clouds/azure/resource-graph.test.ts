import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CloudAnswer, CloudRequest } from '../testing/fake-cloud.ts';
import type { GraphQuery } from './resource-graph.ts';
import { fakeArm, subscriptionId, type FakeArm } from './testing/fake-arm.ts';

const query: GraphQuery = { table: 'resources', type: 'Microsoft.Compute/disks', region: 'westeurope' };
const graphPath = '/providers/Microsoft.ResourceGraph/resources';

let azure: FakeArm;
let looks: number;
beforeAll(async () => {
  azure = await fakeArm();
});
beforeEach(() => {
  looks = 0;
});
afterAll(() => azure.stop());

/** Answers queries as said, and permissions by how often they were looked at: everything may be read when not said. */
function answering(graph: (request: CloudRequest) => CloudAnswer, permissionsAt: (look: number) => string[] = () => ['*/read']): void {
  azure.answer((request) => {
    if (request.path.endsWith('/denyAssignments')) return { body: { value: [] } };
    if (request.path.endsWith('/permissions')) return { body: { value: [{ actions: permissionsAt(++looks), notActions: [] }] } };
    return graph(request);
  });
}

async function list(session = azure.session(), asked = query) {
  const seen: string[] = [];
  const graph = await session.graph();
  const read = async (): Promise<void> => {
    for await (const page of graph.rows(asked)) seen.push(...page.map(({ id }) => id));
  };
  const error: unknown = await read().then(
    () => null,
    (refused: unknown) => refused,
  );
  return { seen, failure: error === null ? null : (await session.explain(error)).failure };
}

const page = (ids: string[], more: object = {}): CloudAnswer => ({
  body: { totalRecords: 3, count: ids.length, resultTruncated: 'false', data: ids.map((id) => ({ id })), ...more },
});

describe('Resource Graph', () => {
  it('is asked page by page, for one type in one region of one subscription', async () => {
    answering(({ body }) => (body.options.$skipToken === 'two' ? page(['c']) : page(['a', 'b'], { $skipToken: 'two' })));
    expect(await list()).toEqual({ seen: ['a', 'b', 'c'], failure: null });

    const [first, second] = azure.requests.filter(({ path }) => path === graphPath);
    expect(first!.body).toMatchObject({ subscriptions: [subscriptionId], options: { resultFormat: 'objectArray', $top: 1000 } });
    expect(first!.body.query).toMatch(
      /^resources \| where type == 'microsoft\.compute\/disks' \| where location == 'westeurope' \| project .* \| order by id asc$/,
    );
    expect(second!.body).toMatchObject({ query: first!.body.query, options: { $skipToken: 'two' } });
  });

  it('asks for no region where there is none, and for what else is said', async () => {
    answering(() => page(['a', 'b', 'c']));
    await list(azure.session(), {
      table: 'authorizationresources',
      type: 'Microsoft.Authorization/roleDefinitions',
      region: null,
      where: "properties.type == 'CustomRole'",
    });
    const text: string = azure.requests.find(({ path }) => path === graphPath)!.body.query;
    expect(text).toMatch(
      /^authorizationresources \| where type == 'microsoft.authorization\/roledefinitions' \| where properties.type == 'CustomRole' \| project/,
    );
  });

  it.each([
    ['was not effective before', (look: number) => (look === 1 ? [] : ['*/read'])],
    ['is no longer effective after', (look: number) => (look === 1 ? ['*/read'] : [])],
    ['is taken away by another pattern', () => ['Microsoft.Storage/*']],
  ])('leaves a gap behind what it showed when the read action %s', async (_when, permissionsAt) => {
    answering(() => page(['a', 'b', 'c']), permissionsAt);
    expect(await list()).toEqual({
      seen: ['a', 'b', 'c'],
      failure: expect.objectContaining({ kind: 'gap', reason: 'DENIED', action: 'Microsoft.Compute/disks/read' }),
    });
  });

  it('leaves a gap when it shows nothing because nothing may be read', async () => {
    answering(
      () => page([], { totalRecords: 0 }),
      () => [],
    );
    expect(await list()).toMatchObject({ seen: [], failure: { reason: 'DENIED', action: 'Microsoft.Compute/disks/read' } });
    answering(
      () => ({ status: 403, body: { error: { code: 'AccessDenied', message: 'no' } } }),
      () => [],
    );
    expect(await list()).toMatchObject({ seen: [], failure: { reason: 'DENIED', action: 'Microsoft.Compute/disks/read' } });
  });

  it('looks at the permissions once between two listings of a session', async () => {
    answering(() => page(['a', 'b', 'c']));
    const session = azure.session();
    await list(session);
    await list(session);
    expect(looks).toBe(3);
  });

  it('looks again after a look that failed', async () => {
    const session = azure.session();
    azure.answer(() => ({ status: 429, headers: { 'retry-after': '0' } }));
    expect(await list(session)).toMatchObject({ failure: { reason: 'THROTTLED' } });
    answering(() => page(['a', 'b', 'c']));
    expect(await list(session)).toMatchObject({ failure: null });
  });

  it.each([
    ['says that it left rows out', page(['a', 'b', 'c'], { resultTruncated: 'true' })],
    ['gives fewer rows than it says there are', page(['a', 'b'])],
    ['gives no rows at all', { body: { count: 0 } }],
  ])('leaves a gap when it %s', async (_what, answer) => {
    answering(() => answer);
    expect((await list()).failure).toMatchObject({ kind: 'gap', reason: 'PROVIDER_ERROR' });
  });

  it('is not asked for the same page for ever', async () => {
    answering(() => page(['a'], { $skipToken: 'again', totalRecords: 9 }));
    expect((await list()).failure).toMatchObject({ reason: 'PROVIDER_ERROR' });
    expect(azure.requests.filter(({ path }) => path === graphPath)).toHaveLength(2);
  });
});

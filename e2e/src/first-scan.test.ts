import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { connect, onboarded, scanEnded } from './testing/graph.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

let story: Story;
let cloudAccountId: string;

beforeAll(async () => {
  story = await beginStory();
  const answer = await connect(story.graph, await onboarded(story.simulator, storyAccountId));
  if (!answer.id) throw new Error(JSON.stringify(answer));
  cloudAccountId = answer.id;
}, 90_000);
afterAll(() => story?.end(), 30_000);

/** Fields of three subgraphs: scanner streams, accounts and inventory are asked for each event. */
const selection = `status progress { percent } cloudAccount { name assetCounts { total } }`;

interface Seen {
  scanUpdated: { status: string; progress: { percent: number }; cloudAccount: { name: string; assetCounts: { total: number } } };
}

describe('the first scan', () => {
  it('starts by itself, is watched live over a WebSocket, and ends with everything seen', async () => {
    const seen: Seen['scanUpdated'][] = [];
    const updates = story.graph.subscribe<Seen>(`subscription ($id: ID!) { scanUpdated(cloudAccountId: $id) { ${selection} } }`, { id: cloudAccountId });
    for await (const { scanUpdated } of updates) {
      seen.push(scanUpdated);
      if (scanUpdated.status === 'COMPLETED' || scanUpdated.status === 'PARTIAL' || scanUpdated.status === 'FAILED') break;
    }

    const last = seen.at(-1)!;
    expect(last).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 }, cloudAccount: { name: 'Story' } });
    expect(last.cloudAccount.assetCounts.total).toBeGreaterThan(100);
    const percents = seen.map((scan) => scan.progress.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  }, 90_000);

  it('can be watched over server-sent events, by the scan’s own id', async () => {
    const { id } = await scanEnded(story.graph, cloudAccountId);
    const client = createClient({ url: `${story.platform.url}/graphql/stream`, headers: { authorization: `Bearer ${story.platform.apiKey}` }, fetchFn: fetch });
    const results: unknown[] = [];
    for await (const { data, errors } of client.iterate<Seen>({ query: `subscription ($id: ID!) { scanUpdated(scanId: $id) { ${selection} } }`, variables: { id } })) {
      results.push(errors ?? data);
    }
    client.dispose();

    expect(results).toEqual([{ scanUpdated: expect.objectContaining({ status: 'COMPLETED', cloudAccount: { name: 'Story', assetCounts: { total: expect.any(Number) } } }) }]);
  }, 60_000);

  it('finds every resource that the cloud holds of the types that are collected', async () => {
    await scanEnded(story.graph, cloudAccountId);
    const { cloudAccount } = await story.graph.request<{ cloudAccount: { assetCounts: { byType: { type: string; count: number }[] } } }>(
      'query ($id: ID!) { cloudAccount(id: $id) { assetCounts { byType { type count } } } }',
      { id: cloudAccountId },
    );
    const found = Object.fromEntries(cloudAccount.assetCounts.byType.map(({ type, count }) => [type, count]));
    const { byType } = await story.simulator.counts(storyAccountId);
    const kinds: Record<string, string> = {
      'aws.ec2.instance': 'instance',
      'aws.ec2.volume': 'volume',
      'aws.ec2.security-group': 'security-group',
      'aws.ec2.vpc': 'vpc',
      'aws.iam.user': 'user',
      'aws.lambda.function': 'function',
      'aws.rds.instance': 'db-instance',
      'aws.s3.bucket': 'bucket',
      'aws.cloudtrail.trail': 'trail',
    };
    for (const [type, kind] of Object.entries(kinds)) expect([type, found[type]]).toEqual([type, byType[kind]]);
  });

  it('judges what it found: failing checks with a remedy, native findings, and counts that agree', async () => {
    const { cloudAccount, findings, checks } = await story.graph.request<{
      cloudAccount: { findingCounts: Record<string, number> };
      findings: { totalCount: number; nodes: { sources: string[]; remedy: string | null; check: { id: string } | null; asset: { type: string } | null }[] };
      checks: { id: string; counts: { pass: number; fail: number; unknown: number }; controls: { framework: string }[] }[];
    }>(
      `query ($id: ID!) {
         cloudAccount(id: $id) { findingCounts { total critical high medium low informational unknown } }
         findings(first: 100, filter: { cloudAccountId: $id, evaluation: FAIL }) { totalCount nodes { sources remedy check { id } asset { type } } }
         checks { id counts { pass fail unknown } controls { framework } }
       }`,
      { id: cloudAccountId },
    );

    const { total, unknown, ...severities } = cloudAccount.findingCounts;
    expect([findings.totalCount, Object.values(severities).reduce((sum, count) => sum + count, 0), unknown]).toEqual([total, total, 0]);
    expect(checks.length).toBeGreaterThanOrEqual(25);
    expect(checks.filter((check) => check.counts.fail > 0).length).toBeGreaterThan(10);
    expect(checks.filter((check) => check.counts.pass > 0).length).toBeGreaterThan(10);
    for (const finding of findings.nodes) if (finding.check) expect([finding.remedy, finding.asset]).not.toContain(null);

    const native = await story.graph.request<{ findings: { totalCount: number } }>('{ findings(filter: { sources: [AWS_GUARDDUTY, AWS_SECURITY_HUB] }) { totalCount } }');
    expect(native.findings.totalCount).toBeGreaterThan(0);
  });

  it('can be started again: it answers with the running one, and finds the same', async () => {
    const start = `mutation ($id: ID!) { startScan(input: { cloudAccountId: $id, type: QUICK }) { __typename ... on Scan { id type } } }`;
    const [one, two] = await Promise.all([story.graph.request<any>(start, { id: cloudAccountId }), story.graph.request<any>(start, { id: cloudAccountId })]);
    expect(one.startScan.id).toBe(two.startScan.id);
    expect(one.startScan).toMatchObject({ __typename: 'Scan', type: 'QUICK' });
    expect((await scanEnded(story.graph, cloudAccountId)).status).toBe('COMPLETED');
  }, 60_000);

  it('retires what is gone from the cloud, and only that', async () => {
    const count = async (removed: boolean): Promise<number> =>
      (await story.graph.request<any>('query ($removed: Boolean) { assets(filter: { types: ["aws.ec2.volume"], removed: $removed }) { totalCount } }', { removed })).assets.totalCount;
    const before = await count(false);
    await story.simulator.hide({ accountId: storyAccountId, type: 'volume', region: 'us-east-1', index: 0 });

    await story.graph.request(`mutation ($id: ID!) { startScan(input: { cloudAccountId: $id }) { __typename } }`, { id: cloudAccountId });
    await scanEnded(story.graph, cloudAccountId);

    expect([await count(false), await count(true)]).toEqual([before - 1, 1]);
  }, 60_000);

  it('ends with the account: disconnecting retires everything and destroys the credential', async () => {
    const { disconnectCloudAccount } = await story.graph.request<any>(
      `mutation ($id: ID!) { disconnectCloudAccount(id: $id) { ... on CloudAccountDisconnected { residualAccessUntil remedy cloudAccount { status } } } }`,
      { id: cloudAccountId },
    );
    expect(disconnectCloudAccount).toMatchObject({ cloudAccount: { status: 'DISCONNECTED' }, residualAccessUntil: expect.any(String), remedy: expect.stringContaining('role') });

    const deadline = Date.now() + 10_000;
    let left = -1;
    while (left !== 0 && Date.now() < deadline) left = (await story.graph.request<any>('{ assets { totalCount } }')).assets.totalCount;
    expect(left).toBe(0);
    const scan = await story.graph.request<any>(`mutation ($id: ID!) { startScan(input: { cloudAccountId: $id }) { __typename } }`, { id: cloudAccountId });
    expect(scan.startScan.__typename).toBe('CloudAccountNotConnected');
  }, 30_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphClient } from '@offload/embedded/graph-client';
import { newId } from '@offload/contracts';
import { addTenant } from './testing/add-tenant.ts';
import { connect, onboarded, scanEnded } from './testing/graph.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

let story: Story;
let stranger: GraphClient;
let owned: { cloudAccountId: string; scanId: string; assetId: string; findingId: string; kitId: string };

beforeAll(async () => {
  story = await beginStory();
  stranger = await addTenant(story);
  const answer = await connect(story.graph, await onboarded(story.simulator, storyAccountId));
  await scanEnded(story.graph, answer.id!);
  const first = await story.graph.request<any>(
    `{ scans(first: 1) { nodes { id } } assets(first: 1) { nodes { id } } findings(first: 1) { nodes { id } } }`,
  );
  const kit = await story.graph.request<any>('mutation { createOnboardingKit(provider: AWS) { ... on OnboardingKit { id } } }');
  owned = {
    cloudAccountId: answer.id!,
    scanId: first.scans.nodes[0].id,
    assetId: first.assets.nodes[0].id,
    findingId: first.findings.nodes[0].id,
    kitId: kit.createOnboardingKit.id,
  };
}, 120_000);
afterAll(async () => {
  await stranger?.close();
  await story?.end();
}, 30_000);

describe('another tenant', () => {
  it('lists nothing, and counts nothing', async () => {
    const seen = await stranger.request<any>(
      `query ($id: ID!) {
         cloudAccounts { totalCount nodes { id } } scans { totalCount nodes { id } } findings { totalCount nodes { id } } assets { totalCount nodes { id } }
         filteredScans: scans(filter: { cloudAccountId: $id }) { totalCount }
         filteredFindings: findings(filter: { cloudAccountId: $id, statuses: [OPEN, RESOLVED, SUPPRESSED] }) { totalCount }
         filteredAssets: assets(filter: { cloudAccountId: $id }) { totalCount }
         checks(filter: { cloudAccountId: $id }) { counts { pass fail unknown } }
         viewer { tenant { name } }
       }`,
      { id: owned.cloudAccountId },
    );
    for (const list of [seen.cloudAccounts, seen.scans, seen.findings, seen.assets]) expect(list).toEqual({ totalCount: 0, nodes: [] });
    for (const list of [seen.filteredScans, seen.filteredFindings, seen.filteredAssets]) expect(list.totalCount).toBe(0);
    for (const check of seen.checks) expect(check.counts).toEqual({ pass: 0, fail: 0, unknown: 0 });
    expect(seen.viewer.tenant.name).toBe('Stranger');
  });

  it('finds nothing by a guessed id, exactly as by one that never was', async () => {
    const query = `query ($account: ID!, $scan: ID!, $asset: ID!, $kit: ID!) {
      cloudAccount(id: $account) { id name } scan(id: $scan) { id } asset(id: $asset) { id } onboardingKit(id: $kit) { id }
    }`;
    const guessed = await stranger.request(query, { account: owned.cloudAccountId, scan: owned.scanId, asset: owned.assetId, kit: owned.kitId });
    const never = await stranger.request(query, { account: newId(), scan: newId(), asset: newId(), kit: newId() });
    expect(guessed).toEqual({ cloudAccount: null, scan: null, asset: null, onboardingKit: null });
    expect(never).toEqual(guessed);
  });

  it.each([
    ['testConnection', 'mutation ($id: ID!) { result: testConnection(cloudAccountId: $id) { __typename ... on UserError { message } } }', 'cloudAccountId'],
    ['startScan', 'mutation ($id: ID!) { result: startScan(input: { cloudAccountId: $id }) { __typename ... on UserError { message } } }', 'cloudAccountId'],
    ['cancelScan', 'mutation ($id: ID!) { result: cancelScan(id: $id) { __typename ... on UserError { message } } }', 'scanId'],
    [
      'rotateCredential',
      'mutation ($id: ID!) { result: rotateCredential(cloudAccountId: $id, input: { aws: { role: { roleArn: "arn:aws:iam::444455556666:role/r", externalId: "some-external-id-16" } } }) ' +
        '{ __typename ... on UserError { message } } }',
      'cloudAccountId',
    ],
    ['disconnectCloudAccount', 'mutation ($id: ID!) { result: disconnectCloudAccount(id: $id) { __typename ... on UserError { message } } }', 'cloudAccountId'],
  ] as const)('%s answers NotFound, as for an id that never was', async (_name, mutation, of) => {
    const guessed = await stranger.request<any>(mutation, { id: owned[of] });
    const never = await stranger.request<any>(mutation, { id: newId() });
    expect(guessed.result.__typename).toBe('NotFound');
    expect(never).toEqual(guessed);
  });

  it.each(['scanId', 'cloudAccountId'] as const)('hears nothing of a subscription by %s: NOT_FOUND, as for an id that never was', async (argument) => {
    const listen = async (id: string): Promise<string> => {
      const results = stranger.subscribe(`subscription ($id: ID) { scanUpdated(${argument}: $id) { id status } }`, { id });
      try {
        for await (const result of results) return `heard ${JSON.stringify(result)}`;
      } catch (error) {
        return (error as Error).message;
      }
      return 'ended';
    };
    const guessed = await listen(argument === 'scanId' ? owned.scanId : owned.cloudAccountId);
    expect(guessed).not.toContain('heard');
    expect(await listen(newId())).toBe(guessed);
  });

  it('leaves the owner’s account as it was', async () => {
    const { cloudAccount } = await story.graph.request<any>('query ($id: ID!) { cloudAccount(id: $id) { status latestScan { status } } }', { id: owned.cloudAccountId });
    expect(cloudAccount).toEqual({ status: 'CONNECTED', latestScan: { status: 'COMPLETED' } });
  });

  it('may connect the same account, when it proves access itself', async () => {
    const externalId = 'the-strangers-own-external-id';
    const { roleArn } = await story.simulator.applyOnboarding({ accountId: storyAccountId, externalId, principalArn: story.simulator.platform.principalArn, roleName: 'ForStranger' });
    expect(await connect(stranger, { name: 'Mine too', role: { roleArn, externalId }, initialScan: false })).toMatchObject({ __typename: 'CloudAccount' });
  }, 30_000);
});

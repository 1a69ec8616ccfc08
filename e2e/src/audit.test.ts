import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphClient } from '@offload/embedded/graph-client';
import { eventually } from '@offload/testkit';
import { addTenant } from './testing/add-tenant.ts';
import { connect, onboarded, scanEnded } from './testing/graph.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

interface Recorded {
  seq: number;
  service: string;
  act: string;
  actor: string;
  address: string | null;
  targetId: string;
  outcome: string;
  code: string | null;
  details: Record<string, unknown>;
}

let story: Story;
let stranger: GraphClient;
beforeAll(async () => {
  story = await beginStory();
  stranger = await addTenant(story);
}, 60_000);
afterAll(async () => {
  await stranger?.close();
  await story?.end();
}, 30_000);

const auditQuery = `query ($filter: AuditFilter, $after: String) {
  auditEvents(first: 100, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } nodes { seq service act actor address targetId outcome code details }
  }
}`;

/** The whole log, oldest first. */
async function logOf(graph: GraphClient, filter: object = {}): Promise<Recorded[]> {
  const nodes: Recorded[] = [];
  for (let after: string | null = null; ; ) {
    const { auditEvents }: any = await graph.request(auditQuery, { filter, after });
    nodes.push(...auditEvents.nodes);
    if (!auditEvents.pageInfo.hasNextPage) return nodes.toReversed();
    after = auditEvents.pageInfo.endCursor;
  }
}

const verification = `query ($head: String) { auditLogVerification(head: $head) { ok checked brokenAt problem head { seq hash statement } } }`;

describe('the audit log, through the gateway', () => {
  it('tells the life of an account: who did what, when, from where, with what result, every lease included; and it is whole', async () => {
    const { graph, simulator } = story;
    const input = await onboarded(simulator, storyAccountId);
    const refused = await connect(graph, { ...input, role: { ...(input['role'] as object), externalId: 'not-the-external-id' }, regions: ['us-east-1'] });
    const { id } = await connect(graph, input);
    await scanEnded(graph, id!);
    const { accessKeys } = await simulator.putUser({
      accountId: storyAccountId,
      userName: 'offload',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      inlinePolicies: { all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    });
    const { rotateCredential } = await graph.request<any>(
      `mutation ($id: ID!, $input: CredentialInput!) { rotateCredential(cloudAccountId: $id, input: $input) {
        __typename
        ... on CredentialRotated { previousUsedUntil remedy test { ok } cloudAccount { id credential { kind rotation ageDays issuedAt } } }
        ... on ConnectionTestFailed { message code } ... on InvalidCredentialInput { message } ... on NotFound { message }
      } }`,
      { id, input: { aws: { accessKeys: accessKeys[0] } } },
    );
    expect(rotateCredential).toMatchObject({
      __typename: 'CredentialRotated',
      test: { ok: true },
      cloudAccount: { id, credential: { kind: 'AWS_ACCESS_KEYS', rotation: 'FRESH', ageDays: 0, issuedAt: expect.stringContaining('T') } },
    });
    await graph.request(`mutation ($id: ID!) { disconnectCloudAccount(id: $id) { __typename } }`, { id });

    const log = await eventually(async () => {
      const seen = await logOf(graph);
      return seen.some(({ act }) => act === 'credential.destroy') && seen;
    });

    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const key = `api-key:`;
    const told = log.filter(({ act }) => act !== 'credential.lease').map(({ act, actor, address, outcome, code }) => [act, actor.startsWith(key) ? address : actor, outcome, code]);
    const here = '127.0.0.1';
    for (const act of [
      ['cloud-account.connect', here, 'REFUSED', refused.code],
      ['credential.seal', here, 'SUCCEEDED', null],
      ['cloud-account.connect', here, 'SUCCEEDED', null],
      ['scan.start', 'service:scanner', 'SUCCEEDED', null],
      ['credential.rotate', here, 'SUCCEEDED', null],
      ['credential.switch', here, 'SUCCEEDED', null],
      ['cloud-account.disconnect', here, 'SUCCEEDED', null],
      ['credential.end', here, 'SUCCEEDED', null],
      ['credential.destroy', 'service:credentials', 'SUCCEEDED', null],
    ]) {
      expect(told.filter((one) => JSON.stringify(one) === JSON.stringify(act))).toHaveLength(1);
    }
    const leases = log.filter(({ act }) => act === 'credential.lease');
    const { scan } = await graph.request<any>(`query ($id: ID!) { scan: cloudAccount(id: $id) { latestScan { progress { jobsTotal } } } }`, { id });
    expect(leases.length).toBeGreaterThanOrEqual(scan.latestScan.progress.jobsTotal);
    expect(leases.every(({ targetId, details }) => targetId === id && typeof details['jobId'] === 'string')).toBe(true);
    expect(JSON.stringify(log)).not.toContain(accessKeys[0]!.secretAccessKey);

    const { auditLogVerification: whole } = await graph.request<any>(verification);
    expect(whole).toMatchObject({ ok: true, brokenAt: null, problem: null });
    expect(whole.checked).toBeGreaterThanOrEqual(log.length);
    const { auditLogVerification: again } = await graph.request<any>(verification, { head: whole.head.statement });
    expect(again).toMatchObject({ ok: true });
  }, 120_000);

  it("is the tenant's own: a stranger sees nothing of it, and its statement says nothing to them", async () => {
    const { auditLogVerification: ours } = await story.graph.request<any>(verification);

    expect(await logOf(stranger)).toEqual([]);
    const { auditLogVerification: theirs } = await stranger.request<any>(verification, { head: ours.head.statement });
    expect(theirs).toMatchObject({ ok: false, checked: 0, problem: 'HEAD_NOT_OURS' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { Client } from 'pg';
import { connect, onboarded } from './testing/graph.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

let story: Story;
beforeAll(async () => {
  story = await beginStory();
}, 60_000);
afterAll(() => story?.end(), 30_000);

/** What the platform asks of the provider's account by leases: every call so far, by count. */
const callsByLeases = async (principal: RegExp): Promise<number> =>
  (await story.simulator.recorded()).filter((call) => principal.test(call.principal)).reduce((sum, { count }) => sum + count, 0);

/**
 * Keeps the durable event that an account is disconnected from having an effect in a service, as a slow bus would: whoever handles it waits for its row
 * in the inbox. Gives the way to let it through.
 */
async function withhold(service: 'scanner' | 'credentials', cloudAccountId: string): Promise<() => Promise<void>> {
  const url = new URL(story.platform.databaseAdminUrl);
  url.pathname = `/offload_${service}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('BEGIN');
  const { rowCount } = await client.query('SELECT 1 FROM inbox WHERE aggregate_id = $1 FOR UPDATE', [cloudAccountId]);
  expect(rowCount).toBeGreaterThan(0);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

/** When, on `performance`'s clock, the last of the calls was made that were made within the time. */
async function lastCallWithin(timeMs: number, principal: RegExp): Promise<{ at: number; calls: number }> {
  const until = performance.now() + timeMs;
  let last = { at: performance.now(), calls: await callsByLeases(principal) };
  await eventually(async () => {
    const calls = await callsByLeases(principal);
    if (calls !== last.calls) last = { at: performance.now(), calls };
    return performance.now() > until;
  }, { timeoutMs: timeMs + 5_000 });
  return last;
}

const disconnect = `mutation ($id: ID!) {
  disconnectCloudAccount(id: $id) { ... on CloudAccountDisconnected { residualAccessUntil remedy cloudAccount { status } } }
}`;
const scanOf = `query ($id: ID!) { cloudAccount(id: $id) { latestScan { status progress { jobsDone } } } }`;

describe('disconnecting an account in the middle of its scan', () => {
  it('ends every use of its leases within a second, although the event that says so is held back, and says until when they would read', async () => {
    const leases = new RegExp(`^arn:aws:sts::${storyAccountId}:assumed-role/[^/]+/offload-`);
    await story.simulator.faults.set([{ effect: 'latency', latencyMs: 250, match: { accountId: storyAccountId } }]);
    const { id } = await connect(story.graph, { ...(await onboarded(story.simulator, storyAccountId)), initialScan: true });
    const scan = async () => (await story.graph.request<any>(scanOf, { id })).cloudAccount.latestScan;
    await eventually(async () => (await scan())?.status === 'RUNNING' && (await scan()).progress.jobsDone > 3, { timeoutMs: 30_000 });
    const release = await Promise.all([withhold('scanner', id!), withhold('credentials', id!)]);

    const answer = await story.graph.request<any>(disconnect, { id });
    const answeredAt = performance.now();
    const last = await lastCallWithin(3_000, leases);

    expect(last.calls).toBeGreaterThan(10);
    expect(last.at - answeredAt).toBeLessThan(1_000);
    const { residualAccessUntil, remedy, cloudAccount } = answer.disconnectCloudAccount;
    expect(cloudAccount.status).toBe('DISCONNECTED');
    const remainsMs = Date.parse(residualAccessUntil) - Date.now();
    expect(remainsMs).toBeGreaterThan(50 * 60_000);
    expect(remainsMs).toBeLessThanOrEqual(60 * 60_000);
    expect(remedy).toMatch(/role/);
    // The events have not had their effect: the scan does not know yet.
    expect((await scan()).status).toBe('RUNNING');

    for (const letThrough of release) await letThrough();
    await eventually(async () => (await scan()).status === 'CANCELLED', { timeoutMs: 20_000 });
    expect(await callsByLeases(leases)).toBe(last.calls);
  }, 90_000);
});

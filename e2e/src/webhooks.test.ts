import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphClient } from '@offload/embedded/graph-client';
import { newId } from '@offload/contracts';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { Webhook } from 'standardwebhooks';
import { addTenant } from './testing/add-tenant.ts';
import { connect, graphOf, onboarded, scanEnded } from './testing/graph.ts';
import { startPlatformProcess, type PlatformProcess } from './testing/platform-process.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

interface Message {
  headers: IncomingHttpHeaders;
  body: string;
  type: string;
}

interface Delivery {
  id: string;
  event: string;
  status: string;
  attempts: number;
  responseStatus: number | null;
  failureCode: string | null;
  nextAttemptAt: string | null;
}

const egress = { accounts: { EGRESS_ALLOW: '127.0.0.0/8' } };
let story: Story;
/** The platform in whose place another was started. */
let killed: PlatformProcess;
let graph: GraphClient;
let stranger: GraphClient;
let partner: Server;
const messages: Message[] = [];
let status = 204;
let webhook: { id: string; secret: string };
let url: string;
const secrets: string[] = [];

beforeAll(async () => {
  partner = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      messages.push({ headers: request.headers, body, type: (JSON.parse(body) as { type: string }).type });
      response.writeHead(status, { 'x-canary': 'c4n4ry-header' }).end('c4n4ry-body');
    });
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/hook`;
  story = await beginStory({ overrides: egress });
  graph = story.graph;
  stranger = await addTenant(story);
}, 90_000);
afterAll(async () => {
  await stranger?.close();
  await graph?.close();
  await story?.platform.stop();
  await story?.end();
  partner?.closeAllConnections();
  partner?.close();
}, 30_000);

const create = `mutation ($input: CreateWebhookInput!) {
  answer: createWebhook(input: $input) {
    __typename ... on WebhookCreated { secret webhook { id status } } ... on InvalidWebhookInput { field code } ... on WebhookLimitReached { limit }
  }
}`;

const verifies = (secret: string, { body, headers }: Message): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

/** The message of a type, once it arrived. */
async function arrived(type: string, count = 1, timeoutMs = 15_000): Promise<Message[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = messages.filter((message) => message.type === type);
    if (found.length >= count) return found;
    if (Date.now() > deadline) throw new Error(`no ${type}: ${messages.map((message) => message.type).join()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function deliveries(id = webhook.id): Promise<Delivery[]> {
  const answer = await graph.request<{ webhook: { deliveries: { nodes: Delivery[] } } }>(
    `query ($id: ID!) { webhook(id: $id) { deliveries(first: 100) { nodes { id event status attempts responseStatus failureCode nextAttemptAt } } } }`,
    { id },
  );
  return answer.webhook.deliveries.nodes;
}

/** Asks until it is so. */
async function until<T>(ask: () => Promise<T | undefined>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a partner’s webhook', () => {
  it('is made with a secret that is shown once, and answers a ping', async () => {
    const { answer } = await graph.request<any>(create, {
      input: { name: 'Partner', url, events: ['CLOUD_ACCOUNT_CONNECTED', 'SCAN_FINISHED', 'CLOUD_ACCOUNT_DISCONNECTED'] },
    });
    expect(answer).toMatchObject({ __typename: 'WebhookCreated', webhook: { status: 'ENABLED' } });
    webhook = { id: answer.webhook.id, secret: answer.secret };
    secrets.push(webhook.secret);

    const { testWebhook } = await graph.request<any>(
      `mutation ($id: ID!) { testWebhook(id: $id) { ... on WebhookTested { delivered responseStatus failureCode durationMs } } }`,
      { id: webhook.id },
    );
    expect(testWebhook).toMatchObject({ delivered: true, responseStatus: 204, failureCode: null });
    const [ping] = await arrived('ping');
    expect(verifies(webhook.secret, ping!)).toBe(true);
  });

  it('cannot lead inside: a private, link-local or metadata address is refused when it is entered', async () => {
    for (const inside of [
      'https://169.254.169.254/latest',
      'https://10.0.0.1/',
      'https://[::1]/',
      'http://8.8.8.8/',
      'https://user:pass@example.com/',
    ]) {
      const { answer } = await graph.request<any>(create, { input: { name: 'Inside', url: inside, events: ['SCAN_FINISHED'] } });
      expect(answer).toMatchObject({ __typename: 'InvalidWebhookInput', field: 'url' });
    }
  });

  it('is told, signed, that an account was connected and that its first scan has finished', async () => {
    const answer = await connect(graph, await onboarded(story.simulator, storyAccountId));
    const scan = await scanEnded(graph, answer.id!);
    const [connected] = await arrived('cloud-account.connected');
    const [finished] = await arrived('scan.finished');

    for (const message of [connected!, finished!]) expect(verifies(webhook.secret, message)).toBe(true);
    expect(JSON.parse(connected!.body)).toMatchObject({
      type: 'cloud-account.connected',
      tenantId: story.platform.tenantId,
      data: { cloudAccountId: answer.id, provider: 'AWS', providerAccountId: storyAccountId, status: 'CONNECTED' },
    });
    expect(JSON.parse(finished!.body)).toMatchObject({
      data: { scanId: scan.id, cloudAccountId: answer.id, status: scan.status, assets: scan.progress.assets },
    });
    await until(async () => ((await deliveries()).every((delivery) => delivery.status === 'DELIVERED') ? true : undefined));
    expect((await deliveries()).map(({ event, id }) => [event, id])).toEqual([
      ['SCAN_FINISHED', finished!.headers['webhook-id']],
      ['CLOUD_ACCOUNT_CONNECTED', connected!.headers['webhook-id']],
    ]);
  }, 90_000);

  it('signs with both secrets after a rotation', async () => {
    const { rotateWebhookSecret } = await graph.request<any>(
      `mutation ($id: ID!) { rotateWebhookSecret(id: $id) { ... on WebhookSecretRotated { secret previousSignsUntil } } }`,
      { id: webhook.id },
    );
    const [delivery] = await deliveries();
    const before = messages.length;
    await graph.request(`mutation ($id: ID!) { replayWebhookDelivery(id: $id) { ... on WebhookDelivery { status } } }`, { id: delivery!.id });
    const again = await until(async () => messages[before]);
    expect(again.headers['webhook-id']).toBe(delivery!.id);
    expect([verifies(webhook.secret, again), verifies(rotateWebhookSecret.secret, again)]).toEqual([true, true]);
    expect(Date.parse(rotateWebhookSecret.previousSignsUntil)).toBeGreaterThan(Date.now() + 23 * 60 * 60_000);
    webhook.secret = rotateWebhookSecret.secret;
    secrets.push(webhook.secret);
  });

  it('does not exist for another tenant, by any query or mutation', async () => {
    const [{ id: deliveryId }] = (await deliveries()) as [Delivery];
    const ask = (id: string, delivery: string) =>
      stranger.request<any>(
        `mutation ($id: ID!, $delivery: ID!) {
           updateWebhook(id: $id, input: { name: "Mine" }) { __typename } rotateWebhookSecret(id: $id) { __typename } deleteWebhook(id: $id) { __typename }
           testWebhook(id: $id) { __typename } replayWebhookDelivery(id: $delivery) { __typename }
         }`,
        { id, delivery },
      );
    const foreign = await ask(webhook.id, deliveryId);
    expect(foreign).toEqual(await ask(newId(), newId()));
    for (const answer of Object.values(foreign)) expect(answer).toEqual({ __typename: 'NotFound' });
    expect(
      await stranger.request('query ($id: ID!) { webhooks { id } webhook(id: $id) { id deliveries { totalCount } } }', { id: webhook.id }),
    ).toEqual({ webhooks: [], webhook: null });
    const { webhooks } = await graph.request<any>('{ webhooks { name } }');
    expect(webhooks).toEqual([{ name: 'Partner' }]);
  });

  it('gets a message that a killed platform may have sent once more, under the same id', async () => {
    const [delivery] = await deliveries();
    const before = messages.length;
    await story.platform.arm('after-webhook-sent');
    await graph
      .request(`mutation ($id: ID!) { replayWebhookDelivery(id: $id) { ... on WebhookDelivery { status } } }`, { id: delivery!.id })
      .catch(() => undefined);
    await story.platform.ended;

    killed = story.platform;
    const platform = await startPlatformProcess({ directory: story.directory, simulator: story.simulator, overrides: egress });
    story = { ...story, platform };
    graph = graphOf(platform);
    // What the killed process held is released again a minute later; here the minute is over.
    const url = new URL(platform.databaseAdminUrl);
    url.pathname = '/offload_accounts';
    const admin = new Client({ connectionString: url.href });
    await admin.connect();
    await admin.query(`UPDATE webhook_delivery SET released_until = now() WHERE status = 'PENDING'`);
    await admin.end();

    await until(async () => ((await deliveries()).find(({ id, status: now }) => id === delivery!.id && now === 'DELIVERED') ? true : undefined));
    const sent = messages.slice(before);
    expect(sent.length).toBeGreaterThanOrEqual(2);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery!.id]));
    for (const message of sent) expect(verifies(webhook.secret, message)).toBe(true);
  }, 90_000);

  it('that fails is tried again by itself, and its deliveries say why and when, and nothing of its answer', async () => {
    status = 500;
    const { cloudAccounts } = await graph.request<any>('{ cloudAccounts { nodes { id } } }');
    await graph.request(`mutation ($id: ID!) { disconnectCloudAccount(id: $id) { __typename } }`, { id: cloudAccounts.nodes[0].id });
    const failed = await until(async () =>
      (await deliveries()).find(({ event, attempts }) => event === 'CLOUD_ACCOUNT_DISCONNECTED' && attempts > 0),
    );
    expect(failed).toMatchObject({ status: 'PENDING', responseStatus: 500, failureCode: 'HTTP_STATUS', nextAttemptAt: expect.any(String) });
    status = 204;
    const [, second] = await arrived('cloud-account.disconnected', 2);
    expect(second!.headers['webhook-id']).toBe(failed.id);
    await until(async () => ((await deliveries()).find(({ id, status: now }) => id === failed.id && now === 'DELIVERED') ? true : undefined));
  }, 60_000);

  it('is gone with its secret when it is deleted; no secret and no answer of a receiver was ever stored or logged', async () => {
    const { deleteWebhook } = await graph.request<any>(`mutation ($id: ID!) { deleteWebhook(id: $id) { __typename } }`, { id: webhook.id });
    expect(deleteWebhook.__typename).toBe('WebhookDeleted');
    const { auditEvents } = await until(async () => {
      const answer = await graph.request<any>(
        '{ auditEvents(filter: { acts: ["webhook-secret.destroy", "webhook.delete", "webhook.create"] }) { nodes { act targetId } } }',
      );
      return answer.auditEvents.nodes.length >= 3 ? answer : undefined;
    });
    expect(auditEvents.nodes.map(({ act, targetId }: { act: string; targetId: string }) => [act, targetId]).sort()).toEqual([
      ['webhook-secret.destroy', webhook.id],
      ['webhook.create', webhook.id],
      ['webhook.delete', webhook.id],
    ]);
    const logged = killed.log() + story.platform.log();
    expect(logged).toContain('accounts listens');
    for (const secret of [...secrets.map((one) => one.slice('whsec_'.length)), 'c4n4ry-body', 'c4n4ry-header']) expect(logged).not.toContain(secret);
  }, 30_000);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildEvent, connectionTested, newId, type CloudEvent } from '@offload/contracts';
import { Client } from 'pg';
import type { Context } from '../../context.ts';
import { verifies, webhookWorld, type WebhookWorld } from '../../testing/webhook-world.ts';
import { findWebhook } from '../find-webhook.ts';
import { listWebhookDeliveries } from '../list-webhook-deliveries.ts';
import { replayWebhookDelivery } from '../replay-webhook-delivery.ts';
import { testWebhook } from '../test-webhook.ts';
import { updateWebhook } from '../update-webhook.ts';
import { planDeliveries } from './plan-deliveries.ts';
import { retryDelay, retryDelaysMs } from './retry-delay.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';
import { workDelivery } from './work-delivery.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await webhookWorld();
});
afterAll(() => world.close());
// Rounds are for all tenants: what one test left is not another's.
beforeEach(() => world.database.system.transact((tx) => tx.query('DELETE FROM webhook_delivery')));
afterEach(() => world.resetTime());

const day = 24 * 60 * 60_000;

async function only(ctx: Context, webhookId: string) {
  const [delivery, ...others] = await world.deliveries(ctx, webhookId);
  expect(others).toEqual([]);
  return delivery!;
}

describe('delivering', () => {
  it('posts the event, signed as Standard Webhooks verifies, and notes that it arrived', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook, secret } = await world.webhook(ctx, { url: `${receiver.url}?key=1` });
    const event = await world.tell(ctx);
    await world.deliverDue();

    const delivery = await only(ctx, webhook.id);
    expect(delivery).toMatchObject({
      event: 'CLOUD_ACCOUNT_CONNECTED',
      status: 'DELIVERED',
      attempts: 1,
      responseStatus: 204,
      failureCode: null,
      nextAttemptAt: null,
    });
    const [message] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(message).toMatchObject({ path: '/hook?key=1', headers: { 'content-type': 'application/json', 'webhook-id': delivery.id } });
    expect([verifies(secret, message!), verifies(secret, { ...message!, body: `${message!.body} ` })]).toEqual([true, false]);
    expect(JSON.parse(message!.body)).toEqual({
      type: 'cloud-account.connected',
      id: event.id,
      time: event.time,
      tenantId: ctx.tenantId,
      data: { cloudAccountId: event.subject, provider: 'AWS', providerAccountId: '111122223333', status: 'CONNECTED', simulated: true },
    });
    expect(world.timeouts.at(-1)).toBe(10_000);
  });

  it('tells each webhook what it asked for, of the accounts that it asked for, once however often the bus says it', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook: all } = await world.webhook(ctx, { url: receiver.url });
    const { webhook: other } = await world.webhook(ctx, { url: receiver.url, events: ['SCAN_FINISHED'] });
    const { webhook: off } = await world.webhook(ctx, { url: receiver.url });
    await updateWebhook(ctx, off.id, { enabled: false });
    const { webhook: one } = await world.webhook(ctx, { url: receiver.url });
    const event = await world.tell(ctx);
    await ctx.transact(async ({ webhooks }) => webhooks.update({ ...(await webhooks.lock(one.id))!, cloudAccountIds: [event.subject] }));
    await ctx.transact((tx) => planDeliveries(tx, event, world.now()));
    await world.tell(ctx);

    const counts = await Promise.all([all, other, off, one].map(async ({ id }) => (await world.deliveries(ctx, id)).length));
    expect(counts).toEqual([2, 0, 0, 1]);
  });

  it('tells of a connection test only when it changed the account’s status', async () => {
    const ctx = world.tenant();
    const { webhook } = await world.webhook(ctx, { url: 'https://partner.example/', events: ['CONNECTION_STATUS_CHANGED'] });
    const tested = (status: 'CONNECTED' | 'DEGRADED', previousStatus?: 'CONNECTED' | 'DEGRADED'): CloudEvent =>
      buildEvent(connectionTested, {
        id: newId(),
        source: 'credentials',
        aggregateId: newId(),
        aggregateVersion: 1,
        tenantId: ctx.tenantId,
        time: new Date(),
        data: { cloudAccountId: newId(), ok: true, status, ...(previousStatus && { previousStatus }), code: null },
      });
    for (const event of [tested('CONNECTED', 'CONNECTED'), tested('CONNECTED'), tested('DEGRADED', 'CONNECTED')]) {
      await ctx.transact((tx) => planDeliveries(tx, event, world.now()));
    }
    expect(await world.deliveries(ctx, webhook.id)).toHaveLength(1);
  });

  it('pages through what was delivered, newest first, and filters', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    for (let count = 0; count < 3; count += 1) {
      await world.tell(ctx);
      world.advance(1_000);
    }
    await world.work((await world.dispatch()).slice(0, 1));

    const first = await listWebhookDeliveries(ctx, webhook.id, { first: 2 }, {});
    const rest = await listWebhookDeliveries(ctx, webhook.id, { first: 2, after: first.pageInfo.endCursor }, {});
    expect([first.nodes.length, rest.nodes.length, first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage, await rest.totalCount()]).toEqual([
      2,
      1,
      true,
      false,
      3,
    ]);
    const times = [...first.nodes, ...rest.nodes].map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const totalOf = async (selection: Parameters<typeof listWebhookDeliveries>[3]) =>
      (await listWebhookDeliveries(ctx, webhook.id, {}, selection)).totalCount();
    expect([
      await totalOf({ statuses: ['DELIVERED'] }),
      await totalOf({ statuses: ['PENDING', 'DEAD'] }),
      await totalOf({ events: ['SCAN_FINISHED'] }),
    ]).toEqual([1, 2, 0]);
  });

  it('says at once what came of a ping, to a webhook that is disabled, too, and keeps nothing of it', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook, secret } = await world.webhook(ctx, { url: receiver.url });
    await updateWebhook(ctx, webhook.id, { enabled: false });

    expect(await testWebhook(ctx, webhook.id)).toMatchObject({
      ok: true,
      value: { outcome: { delivered: true, responseStatus: 204 }, durationMs: expect.any(Number) },
    });
    receiver.answer = (response) => void response.writeHead(503).end('secret of the receiver');
    const failed = await testWebhook(ctx, webhook.id);
    expect(failed).toMatchObject({ ok: true, value: { outcome: { delivered: false, code: 'HTTP_STATUS', responseStatus: 503 } } });
    expect(JSON.stringify(failed)).not.toContain('secret of the receiver');
    expect([verifies(secret, receiver.received[0]!), JSON.parse(receiver.received[0]!.body).type, await world.deliveries(ctx, webhook.id)]).toEqual([
      true,
      'ping',
      [],
    ]);

    world.credentials.webhookSecrets.reachable = false;
    await expect(testWebhook(ctx, webhook.id)).rejects.toThrow('could not be signed');
    world.credentials.webhookSecrets.reachable = true;
  });
});

describe('what fails', () => {
  it('is tried eight times over about a day, later each time, and is then a dead letter that can be replayed', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver((response) => void response.writeHead(500).end());
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);

    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await world.deliverDue();
      const delivery = await only(ctx, webhook.id);
      expect([delivery.attempts, delivery.responseStatus, delivery.failureCode, delivery.status]).toEqual([
        attempt,
        500,
        'HTTP_STATUS',
        attempt < 8 ? 'PENDING' : 'DEAD',
      ]);
      if (delivery.nextAttemptAt) waits.push(delivery.nextAttemptAt.getTime() - delivery.lastAttemptAt!.getTime());
      world.advance((waits.at(-1) ?? 0) + 1_000);
    }
    expect(waits).toHaveLength(7);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(0.85 * day);

    world.advance(2 * day);
    await world.deliverDue();
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received).toHaveLength(8);

    receiver.answer = (response) => void response.writeHead(200).end('thanks');
    expect(await replayWebhookDelivery(ctx, (await only(ctx, webhook.id)).id)).toMatchObject({ ok: true, value: { status: 'PENDING', attempts: 0 } });
    await world.deliverDue();
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'DELIVERED', attempts: 1, responseStatus: 200 });
    expect(receiver.received.at(-1)!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
    expect((await world.recorded(ctx.tenantId)).map(({ act }) => act)).toEqual(['webhook.create', 'webhook.replay']);
  });

  it('is not tried before its time, and what is pending can be brought forward', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver((response) => void response.writeHead(500).end());
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    await world.deliverDue();
    world.advance(4_000);
    await world.deliverDue();
    expect(receiver.received).toHaveLength(1);

    receiver.answer = (response) => void response.writeHead(204).end();
    await replayWebhookDelivery(ctx, (await only(ctx, webhook.id)).id);
    await world.deliverDue();
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'DELIVERED', attempts: 2 });
  });

  it('has delays that differ by a tenth at most, and none after the last', () => {
    retryDelaysMs.forEach((delay, place) => {
      expect(retryDelay(place + 1, 'TIMEOUT', () => 0)).toBe(Math.round(delay * 0.9));
      expect(retryDelay(place + 1, 'TIMEOUT', () => 1)).toBe(Math.round(delay * 1.1));
      expect(retryDelay(place + 1, 'FORBIDDEN_ADDRESS')).toBeNull();
    });
    expect(retryDelay(retryDelaysMs.length + 1, 'TIMEOUT')).toBeNull();
  });

  it('disables a webhook whose receiver says that it is gone; what waits goes on when it is enabled', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver((response) => void response.writeHead(500).end());
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    await world.deliverDue();
    receiver.answer = (response) => void response.writeHead(410).end();
    await world.tell(ctx);
    await world.deliverDue();

    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ state: 'DISABLED', disabledReason: 'GONE', disabledAt: expect.any(Date) });
    const [gone, waiting] = await world.deliveries(ctx, webhook.id);
    expect(gone).toMatchObject({ status: 'DEAD', failureCode: 'GONE', responseStatus: 410, attempts: 1 });
    expect(waiting).toMatchObject({ status: 'PENDING', nextAttemptAt: null });
    expect(await replayWebhookDelivery(ctx, gone!.id)).toMatchObject({ ok: false, error: { kind: 'WebhookIsDisabled' } });
    await world.tell(ctx);
    world.advance(day);
    await world.deliverDue();
    expect(receiver.received).toHaveLength(2);
    expect((await world.recorded(ctx.tenantId)).at(-1)).toMatchObject({
      act: 'webhook.disable',
      actor: { subject: 'service:accounts' },
      details: { reason: 'GONE' },
    });

    receiver.answer = (response) => void response.writeHead(204).end();
    await updateWebhook(ctx, webhook.id, { enabled: true });
    await world.deliverDue();
    expect((await world.deliveries(ctx, webhook.id)).map(({ status }) => status)).toEqual(['DEAD', 'DELIVERED']);
  });

  it('disables a webhook that failed for five days, and not one with a success in between', async () => {
    const ctx = world.tenant();
    const failing = await world.receiver((response) => void response.writeHead(500).end());
    const flaky = await world.receiver((response) => void response.writeHead(500).end());
    const { webhook } = await world.webhook(ctx, { url: failing.url });
    const { webhook: mixed } = await world.webhook(ctx, { url: flaky.url });
    for (let days = 0; days <= 5; days += 1) {
      flaky.answer = (response) => void response.writeHead(days === 3 ? 204 : 500).end();
      await world.tell(ctx);
      await world.deliverDue();
      expect([(await findWebhook(ctx, webhook.id))!.state, (await findWebhook(ctx, mixed.id))!.state]).toEqual([
        days < 5 ? 'ENABLED' : 'DISABLED',
        'ENABLED',
      ]);
      world.advance(day);
    }
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ disabledReason: 'FAILING' });
    await updateWebhook(ctx, webhook.id, { enabled: true });
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ state: 'ENABLED', failingSince: null, deadInRow: 0 });
  });

  it('disables a webhook after a hundred dead letters in a row', async () => {
    const ctx = world.tenant();
    world.names.set('inside.example', ['10.0.0.1']);
    const { webhook } = await world.webhook(ctx, { url: 'https://inside.example/' });
    for (let count = 0; count < 101; count += 1) await world.tell(ctx);
    await world.deliverDue();

    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ state: 'DISABLED', disabledReason: 'DEAD_LETTERS', deadInRow: expect.any(Number) });
    const statuses = (await listWebhookDeliveries(ctx, webhook.id, { first: 1 }, { statuses: ['DEAD'] })).totalCount();
    expect(await statuses).toBeGreaterThanOrEqual(100);
  });

  it('waits for its webhook to be enabled when that was switched off while it could not be signed', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    const messages = await world.dispatch();
    const { signWebhook } = world.credentials.webhookSecrets.client;
    const off = {
      ...ctx.credentials,
      signWebhook: async (...asked: Parameters<typeof signWebhook>) => {
        await updateWebhook(ctx, webhook.id, { enabled: false });
        world.credentials.webhookSecrets.reachable = false;
        return signWebhook(...asked);
      },
    };
    await workDelivery({ ...ctx, credentials: off as typeof ctx.credentials }, messages[0]!, new AbortController().signal);
    world.credentials.webhookSecrets.reachable = true;
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'PENDING', nextAttemptAt: null, attempts: 0 });
    world.advance(day);
    expect(await world.dispatch()).toEqual([]);

    await updateWebhook(ctx, webhook.id, { enabled: true });
    await world.deliverDue();
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'DELIVERED' });
  });

  it('settles while its webhook is disabled and enabled again and again: nobody waits in a circle', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver((response) => void response.writeHead(receiver.received.length % 3 === 0 ? 500 : 204).end());
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    for (let count = 0; count < 30; count += 1) await world.tell(ctx);
    const switching = (async () => {
      for (let count = 0; count < 30; count += 1) await updateWebhook(ctx, webhook.id, { enabled: count % 2 === 1 });
    })();
    for (let count = 0; count < 30; count += 1) await world.work(await world.dispatch());
    await switching;
    world.advance(60_000 + 6_000);
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await world.deliverDue();
      world.advance(15 * 60_000);
    }
    receiver.answer = (response) => void response.writeHead(204).end();
    world.advance(3 * 60 * 60_000);
    await world.deliverDue();
    expect(new Set((await world.deliveries(ctx, webhook.id)).map(({ status }) => status))).toEqual(new Set(['DELIVERED']));
  });

  it('is no attempt while credentials cannot sign: it is tried again half a minute later', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    world.credentials.webhookSecrets.reachable = false;
    await world.deliverDue();
    world.credentials.webhookSecrets.reachable = true;
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'PENDING', attempts: 0, failureCode: null });
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ failingSince: null });

    world.advance(31_000);
    await world.deliverDue();
    expect(await only(ctx, webhook.id)).toMatchObject({ status: 'DELIVERED', attempts: 1 });
  });
});

it('forgets deliveries after thirty days', async () => {
  const ctx = world.tenant();
  const { webhook } = await world.webhook(ctx, { url: 'https://nowhere.example/' });
  await world.tell(ctx);
  world.advance(29 * day);
  await sweepDeliveries(world.platform);
  expect(await world.deliveries(ctx, webhook.id)).toHaveLength(1);
  world.advance(2 * day);
  await sweepDeliveries(world.platform);
  expect(await world.deliveries(ctx, webhook.id)).toHaveLength(0);
});

it('writes no secret and no answer of a receiver into rows, events or logs', async () => {
  const ctx = world.tenant();
  const receiver = await world.receiver((response) => void response.writeHead(500, { 'x-canary': 'c4n4ry-header' }).end('c4n4ry-body'));
  const { webhook, secret } = await world.webhook(ctx, { url: receiver.url });
  await world.tell(ctx);
  await world.deliverDue();
  await testWebhook(ctx, webhook.id);

  const admin = new Client({ connectionString: world.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ tablename: string }>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
  let everything = world.logged();
  for (const { tablename } of rows) everything += JSON.stringify((await admin.query(`SELECT * FROM ${tablename}`)).rows);
  await admin.end();
  expect(everything).toContain(webhook.id);
  for (const canary of [secret.slice('whsec_'.length), 'c4n4ry-header', 'c4n4ry-body', 'v1,']) expect(everything).not.toContain(canary);
  expect(await only(ctx, webhook.id)).toMatchObject({ failureCode: 'HTTP_STATUS', nextAttemptAt: expect.any(Date) });
});

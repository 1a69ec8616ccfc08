import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifies, webhookWorld, type WebhookWorld } from '../../testing/webhook-world.ts';
import { deliveryLimits } from './dispatch-deliveries.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await webhookWorld();
});
afterAll(() => world.close());
// Rounds are for all tenants: what one test left is not another's.
beforeEach(() => world.database.system.transact((tx) => tx.query('DELETE FROM webhook_delivery')));
afterEach(() => world.resetTime());

describe('a process that is killed', () => {
  it('between the receiver’s answer and the commit delivers the same message again, under the same id', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook, secret } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    world.crashAt('after-webhook-sent');
    await expect(world.work(await world.dispatch())).rejects.toThrow('crashed');
    world.crashAt(null);
    expect((await world.deliveries(ctx, webhook.id))[0]).toMatchObject({ status: 'PENDING', attempts: 0 });
    expect(await world.dispatch()).toEqual([]);

    world.advance(deliveryLimits.holdMs + 1_000);
    await world.deliverDue();
    const [first, again] = receiver.received;
    expect([again!.headers['webhook-id'], again!.body]).toEqual([first!.headers['webhook-id'], first!.body]);
    expect([verifies(secret, first!), verifies(secret, again!), receiver.received.length]).toEqual([true, true, 2]);
    expect((await world.deliveries(ctx, webhook.id))[0]).toMatchObject({ status: 'DELIVERED', attempts: 1 });
  });

  it('leaves no message that counts: an old release can neither send nor settle', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    const lost = await world.dispatch();
    world.advance(deliveryLimits.holdMs + 1_000);
    const anew = await world.dispatch();
    expect(anew.map(({ deliveryId, release }) => [deliveryId, release])).toEqual(lost.map(({ deliveryId }) => [deliveryId, 2]));
    await world.work(lost);
    expect(receiver.received).toEqual([]);
    await world.work(anew);
    await world.work(anew);
    expect(receiver.received).toHaveLength(1);
  });

  it('that ends in order puts back what it was sending, as no attempt', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver(() => undefined);
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    const stopping = new AbortController();
    receiver.answer = () => stopping.abort();
    await world.work(await world.dispatch(), stopping.signal);
    expect((await world.deliveries(ctx, webhook.id))[0]).toMatchObject({ status: 'PENDING', attempts: 0, failureCode: null });
    expect(await world.dispatch()).toHaveLength(1);
  });
});

describe('fairness', () => {
  it('lets two attempts at once to a webhook and eight of a tenant, and others’ turns come first', async () => {
    const [greedy, modest] = [world.tenant(), world.tenant()];
    const receiver = await world.receiver();
    for (let count = 0; count < 6; count += 1) await world.webhook(greedy, { url: receiver.url });
    for (let count = 0; count < 5; count += 1) await world.tell(greedy);
    world.advance(1_000);
    await world.webhook(modest, { url: receiver.url });
    await world.tell(modest);

    const released = await world.dispatch();
    const of = (tenantId: string) => released.filter((message) => message.tenantId === tenantId);
    expect([of(greedy.tenantId).length, of(modest.tenantId).length]).toEqual([8, 1]);
    expect(released.slice(0, 2).map(({ tenantId }) => tenantId)).toContain(modest.tenantId);
    expect((await world.dispatch()).length).toBe(0);
    await world.work(released.slice(0, 1));
    const next = await world.dispatch();
    expect(next).toHaveLength(1);
    await world.work([...released, ...next]);
    await world.deliverDue();
    expect(receiver.received.length).toBe(6 * 5 + 1);
  });

  it('lets never more than the window be under way', async () => {
    const receiver = await world.receiver();
    const tenants = Array.from({ length: 10 }, () => world.tenant());
    for (const ctx of tenants) {
      for (let count = 0; count < 4; count += 1) await world.webhook(ctx, { url: receiver.url });
      for (let count = 0; count < 2; count += 1) await world.tell(ctx);
    }
    const released = await world.dispatch();
    expect(released).toHaveLength(deliveryLimits.window);
    await world.work(released);
    await world.deliverDue();
    expect(receiver.received).toHaveLength(80);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookWorld, type Receiver, type WebhookWorld } from '../../testing/webhook-world.ts';
import type { Context } from '../../context.ts';
import { testWebhook } from '../test-webhook.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await webhookWorld();
});
afterAll(() => world.close());

/** One event to one webhook at this receiver or URL, and what became of the first attempt. */
async function delivered(target: Receiver | string) {
  const ctx = world.tenant();
  const { webhook } = await world.webhook(ctx, { url: typeof target === 'string' ? target : target.url });
  await world.tell(ctx);
  await world.deliverDue();
  return { ctx, webhook, delivery: (await world.deliveries(ctx, webhook.id))[0]! };
}

describe('a receiver', () => {
  it.each([
    ['hangs', () => undefined, 'TIMEOUT'],
    ['answers without end, slowly', (response) => void response.writeHead(200).write('x'), 'TIMEOUT'],
    ['answers without end, fast', (response) => endless(response.writeHead(200)), 'TOO_LARGE'],
    ['cuts the connection', (response) => void response.destroy(), 'UNREACHABLE'],
  ] as [string, Receiver['answer'], string][])('that %s is a failure that is tried again', async (_what, answer, code) => {
    const receiver = await world.receiver(answer);
    const { delivery } = await delivered(receiver);
    expect(delivery).toMatchObject({ status: 'PENDING', failureCode: code, attempts: 1, responseStatus: null, nextAttemptAt: expect.any(Date) });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['a link-local address', () => 'http://169.254.169.254/latest/meta-data'],
    ['a private address', () => 'https://10.0.0.1/'],
    ['a name inside', () => 'http://inside.example/'],
    ['another server on the loopback', ({ port }: Receiver) => `http://127.0.0.2:${port}/`],
  ] as [string, (decoy: Receiver) => string][])(
    'that redirects to %s is a failure, and nothing there is resolved or connected to',
    async (_what, leadsTo) => {
      const decoy = await world.receiver(undefined, '127.0.0.2');
      world.names.set('inside.example', ['127.0.0.2']);
      world.resolved.splice(0);
      world.connected.splice(0);

      for (const status of [301, 302, 303, 307, 308]) {
        const receiver = await world.receiver((response) => void response.writeHead(status, { location: leadsTo(decoy) }).end());
        const { ctx, webhook, delivery } = await delivered(receiver);
        expect(delivery).toMatchObject({ status: 'PENDING', failureCode: 'REDIRECT', responseStatus: status });
        expect(await testWebhook(ctx, webhook.id)).toMatchObject({ ok: true, value: { outcome: { code: 'REDIRECT', responseStatus: status } } });
      }
      expect([decoy.received, world.resolved]).toEqual([[], []]);
      expect(new Set(world.connected)).toEqual(new Set(['127.0.0.1']));
    },
  );

  it.each([['169.254.169.254'], ['10.1.2.3'], ['::1'], ['fd00::1'], ['::ffff:10.0.0.1'], ['100.64.0.1'], ['64:ff9b::a9fe:a9fe']])(
    'whose name leads to %s is a dead letter at once: nothing is connected to, nothing is tried again',
    async (address) => {
      for (const addresses of [[address], ['127.0.0.1', address]]) {
        world.names.set('turned.example', addresses);
        world.connected.splice(0);
        const { ctx, webhook, delivery } = await delivered('https://turned.example/');
        expect(delivery).toMatchObject({ status: 'DEAD', failureCode: 'FORBIDDEN_ADDRESS', attempts: 1, nextAttemptAt: null, responseStatus: null });
        expect(await testWebhook(ctx, webhook.id)).toMatchObject({ ok: true, value: { outcome: { code: 'FORBIDDEN_ADDRESS' } } });
        expect(world.connected).toEqual([]);
      }
    },
  );

  it('whose name was public when it was entered and leads inside when it is called is refused all the same', async () => {
    const receiver = await world.receiver();
    world.names.set('rebound.example', ['127.0.0.1']);
    const ctx = world.tenant();
    const { webhook } = await world.webhook(ctx, { url: `http://rebound.example:${receiver.port}/` });
    await world.tell(ctx);
    await world.deliverDue();
    world.names.set('rebound.example', ['169.254.169.254']);
    world.connected.splice(0);
    receiver.answer = (response) => void response.writeHead(204, { connection: 'close' }).end();
    await world.tell(ctx);
    await world.deliverDue();

    const codes = (await world.deliveries(ctx, webhook.id)).map(({ failureCode }) => failureCode);
    // A connection that stands is to the address that was checked when it was made; a new one is checked anew.
    expect(receiver.received.length + codes.filter((code) => code === 'FORBIDDEN_ADDRESS').length).toBe(2);
    expect(world.connected).toEqual([]);
  });

  it('without an address, or that cannot be reached or trusted, says so and is tried again', async () => {
    const receiver = await world.receiver();
    expect((await delivered('https://nowhere.example/')).delivery).toMatchObject({ status: 'PENDING', failureCode: 'UNRESOLVABLE' });
    expect((await delivered('http://127.0.0.1:1/')).delivery).toMatchObject({ status: 'PENDING', failureCode: 'UNREACHABLE' });
    const { delivery } = await delivered(`https://127.0.0.1:${receiver.port}/`);
    expect(['TLS', 'UNREACHABLE']).toContain(delivery.failureCode);
  });
});

it('delivers to the others at once while many receivers hang, redirect and answer without end', async () => {
  const hanging = await world.receiver(() => undefined);
  const endlessly = await world.receiver((response) => endless(response.writeHead(200)));
  const good = await world.receiver();
  const bad: Context[] = [];
  for (let count = 0; count < 5; count += 1) {
    const ctx = world.tenant();
    for (const receiver of [hanging, hanging, endlessly]) await world.webhook(ctx, { url: receiver.url });
    for (let events = 0; events < 3; events += 1) await world.tell(ctx);
    bad.push(ctx);
  }
  const ctx = world.tenant();
  const { webhook } = await world.webhook(ctx, { url: good.url });
  await world.tell(ctx);

  // One round: what hangs is under way, and yet the good one is released and arrives.
  const messages = await world.dispatch();
  const hung = world.work(messages.filter(({ tenantId }) => tenantId !== ctx.tenantId));
  await world.work(messages.filter(({ tenantId }) => tenantId === ctx.tenantId));
  expect((await world.deliveries(ctx, webhook.id))[0]).toMatchObject({ status: 'DELIVERED', attempts: 1 });
  await hung;
  for (const one of bad) expect(new Set((await one.read(({ webhooks }) => webhooks.list())).map(({ state }) => state))).toEqual(new Set(['ENABLED']));
});

/** Writes as fast as it is read, for ever. */
function endless(response: Parameters<Receiver['answer']>[0]): void {
  const write = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(16_384)));
  };
  response.on('drain', write);
  response.on('error', () => undefined);
  write();
}

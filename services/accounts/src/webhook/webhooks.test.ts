import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, webhookDeleted } from '@offload/contracts';
import { findUnprotectedTables } from '@offload/service-kit';
import { connectCloudAccount } from '../cloud-account/connect-cloud-account.ts';
import { awsConnection } from '../cloud-account/connections/aws-connection.ts';
import type { Context } from '../context.ts';
import { role } from '../testing/accounts-world.ts';
import { verifies, webhookWorld, type WebhookWorld } from '../testing/webhook-world.ts';
import { abandonWebhook } from './abandon-webhook.ts';
import { createWebhook, type CreateWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { sweepDeliveries } from './delivery/sweep-deliveries.ts';
import { findWebhook } from './find-webhook.ts';
import { listWebhookDeliveries } from './list-webhook-deliveries.ts';
import { replayWebhookDelivery } from './replay-webhook-delivery.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { testWebhook } from './test-webhook.ts';
import { updateWebhook } from './update-webhook.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await webhookWorld();
});
afterAll(() => world.close());

const url = 'https://partner.example/hook';
const wanted = (over: Partial<CreateWebhook> = {}): CreateWebhook => ({ name: 'Partner', url, events: ['SCAN_FINISHED'], ...over });
const listed = (ctx: Context) => ctx.read(({ webhooks }) => webhooks.list());
const acts = async (ctx: Context) => (await world.recorded(ctx.tenantId)).map(({ act }) => act);

async function accountOf(ctx: Context): Promise<string> {
  const connected = await connectCloudAccount(ctx, awsConnection, role());
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  return connected.value.id;
}

describe('making a webhook', () => {
  it('gives it with its secret, once; what is kept and listed holds none', async () => {
    const ctx = world.tenant();
    const created = await createWebhook(
      ctx,
      wanted({ name: ' Partner ', url: 'https://PARTNER.example/hook#part', events: ['SCAN_FINISHED', 'SCAN_FINISHED'] }),
    );
    if (!created.ok) throw new Error('refused');

    expect(created.value.secret).toMatch(/^whsec_/);
    const [webhook] = await listed(ctx);
    expect(webhook).toMatchObject({ name: 'Partner', url, events: ['SCAN_FINISHED'], cloudAccountIds: null, state: 'ENABLED', disabledReason: null });
    expect(JSON.stringify(webhook)).not.toContain('whsec');
    expect(await acts(ctx)).toEqual(['webhook.create']);
  });

  it.each([
    ['ftp://partner.example/', 'INVALID_URL'],
    ['https://user:password@partner.example/', 'INVALID_URL'],
    ['partner.example', 'INVALID_URL'],
    ['', 'INVALID_URL'],
    [`https://partner.example/${'x'.repeat(2_048)}`, 'INVALID_URL'],
    ['http://8.8.8.8/', 'INVALID_URL'],
    ['https://169.254.169.254/latest', 'FORBIDDEN_ADDRESS'],
    ['https://[::1]/', 'FORBIDDEN_ADDRESS'],
    ['https://[::ffff:10.0.0.1]/', 'FORBIDDEN_ADDRESS'],
    ['https://0xa9fea9fe/', 'FORBIDDEN_ADDRESS'],
  ])('refuses the URL %j', async (wrong, code) => {
    const ctx = world.tenant();
    expect(await createWebhook(ctx, wanted({ url: wrong }))).toMatchObject({ ok: false, error: { kind: 'InvalidWebhookInput', field: 'url', code } });
    expect(await listed(ctx)).toEqual([]);
  });

  it('refuses a bad name, no events, and accounts that are not the tenant’s', async () => {
    const ctx = world.tenant();
    const mine = await accountOf(ctx);
    const another = await accountOf(world.tenant());
    const refusals = await Promise.all(
      [
        { name: '' },
        { name: 'x'.repeat(101) },
        { name: 'a\nb' },
        { events: [] },
        { cloudAccountIds: [] },
        { cloudAccountIds: [mine, 'no id'] },
        { cloudAccountIds: [mine, newId()] },
        { cloudAccountIds: [mine, another] },
      ].map((over) => createWebhook(ctx, wanted(over as Partial<CreateWebhook>))),
    );
    const fields = refusals.map((refusal) => (refusal.ok ? 'made' : 'field' in refusal.error ? refusal.error.field : refusal.error.kind));
    expect(fields).toEqual(['name', 'name', 'name', 'events', 'cloudAccountIds', 'cloudAccountIds.1', 'cloudAccountIds.1', 'cloudAccountIds.1']);
    expect(await listed(ctx)).toEqual([]);
    expect(await createWebhook(ctx, wanted({ cloudAccountIds: [mine] }))).toMatchObject({
      ok: true,
      value: { webhook: { cloudAccountIds: [mine] } },
    });
  });

  it('makes twenty for a tenant, also when more are asked for at once', async () => {
    const ctx = world.tenant();
    const answers = await Promise.all(Array.from({ length: 24 }, (_, place) => createWebhook(ctx, wanted({ name: `Partner ${place}` }))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'WebhookLimitReached', limit: 20 } });
    expect(await listed(ctx)).toHaveLength(20);
    expect(await createWebhook(world.tenant(), wanted())).toMatchObject({ ok: true });
  });

  it('leaves nothing when credentials cannot make the secret', async () => {
    const ctx = world.tenant();
    world.credentials.webhookSecrets.reachable = false;
    await expect(createWebhook(ctx, wanted())).rejects.toThrow();
    world.credentials.webhookSecrets.reachable = true;
    expect([await listed(ctx), await ctx.transact(({ webhooks }) => webhooks.countAll()), await acts(ctx)]).toEqual([[], 0, []]);
  });

  it.each(['after-webhook-row', 'after-webhook-secret'])(
    'that crashes %s is nobody’s to see, is given up when credentials asks, and is swept',
    async (place) => {
      const [ctx, other] = [world.tenant(), world.tenant()];
      for (const one of [ctx, other]) {
        world.crashAt(place);
        await expect(createWebhook(one, wanted())).rejects.toThrow('crashed');
        world.crashAt(null);
        expect([await listed(one), await one.transact(({ webhooks }) => webhooks.countAll())]).toEqual([[], 1]);
      }
      const [pending] = await ctx.read(async () => world.database.read(ctx.tenantId, (tx) => tx.query<{ id: string }>('SELECT id FROM webhook')));
      expect(await findWebhook(ctx, pending!.id)).toBeNull();
      expect(await abandonWebhook(other, pending!.id)).toEqual({ outcome: 'ABANDONED' });
      expect(await ctx.transact(({ webhooks }) => webhooks.countAll())).toBe(1);
      expect(await abandonWebhook(ctx, pending!.id)).toEqual({ outcome: 'ABANDONED' });
      expect(await ctx.transact(({ webhooks }) => webhooks.countAll())).toBe(0);

      world.advance(2 * 60 * 60_000);
      await sweepDeliveries(world.platform);
      world.resetTime();
      expect(await other.transact(({ webhooks }) => webhooks.countAll())).toBe(0);
    },
  );

  it('is not given up once it is made', async () => {
    const ctx = world.tenant();
    const { webhook } = await world.webhook(ctx, { url });
    expect(await abandonWebhook(ctx, webhook.id)).toEqual({ outcome: 'EXISTS' });
    expect(await listed(ctx)).toHaveLength(1);
  });
});

describe('changing a webhook', () => {
  it('changes what is said and leaves the rest; null accounts mean all', async () => {
    const ctx = world.tenant();
    const account = await accountOf(ctx);
    const { webhook } = await world.webhook(ctx, { url, cloudAccountIds: [account] });

    await updateWebhook(ctx, webhook.id, { name: 'Another', events: ['SCAN_QUEUED'] });
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({
      name: 'Another',
      events: ['SCAN_QUEUED'],
      url,
      cloudAccountIds: [account],
      state: 'ENABLED',
    });
    await updateWebhook(ctx, webhook.id, { cloudAccountIds: null, url: 'https://else.example/', enabled: false });
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({
      cloudAccountIds: null,
      url: 'https://else.example/',
      state: 'DISABLED',
      disabledReason: 'REQUESTED',
    });
    await updateWebhook(ctx, webhook.id, { enabled: true });
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ state: 'ENABLED', disabledReason: null, disabledAt: null, version: 4 });
    expect((await acts(ctx)).slice(-3)).toEqual(['webhook.update', 'webhook.update', 'webhook.update']);
  });

  it('refuses what making one would refuse, and changes nothing', async () => {
    const ctx = world.tenant();
    const { webhook } = await world.webhook(ctx, { url });
    for (const [input, field] of [
      [{ url: 'https://10.0.0.1/' }, 'url'],
      [{ name: ' ' }, 'name'],
      [{ events: [] }, 'events'],
      [{ cloudAccountIds: [newId()] }, 'cloudAccountIds.0'],
    ] as const) {
      expect(await updateWebhook(ctx, webhook.id, input)).toMatchObject({ ok: false, error: { kind: 'InvalidWebhookInput', field } });
    }
    expect(await findWebhook(ctx, webhook.id)).toEqual(webhook);
  });

  it('rotates its secret: both sign, and the row says until when', async () => {
    const ctx = world.tenant();
    const receiver = await world.receiver();
    const { webhook, secret } = await world.webhook(ctx, { url: receiver.url });
    const rotated = await rotateWebhookSecret(ctx, webhook.id);
    if (!rotated.ok) throw new Error('refused');

    await testWebhook(ctx, webhook.id);
    const [ping] = receiver.received;
    expect([rotated.value.secret === secret, verifies(secret, ping!), verifies(rotated.value.secret, ping!)]).toEqual([false, true, true]);
    expect(await findWebhook(ctx, webhook.id)).toMatchObject({ previousSecretUntil: rotated.value.previousSignsUntil });
    expect(await acts(ctx)).toEqual(['webhook.create', 'webhook.rotate-secret', 'webhook.test']);
  });

  it('deletes it with its deliveries, and tells credentials so', async () => {
    const ctx = world.tenant();
    const { webhook } = await world.webhook(ctx, { url });
    await world.tell(ctx);

    expect(await deleteWebhook(ctx, webhook.id)).toEqual({ ok: true, value: { kind: 'WebhookDeleted', id: webhook.id } });
    expect(await deleteWebhook(ctx, webhook.id)).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect([await listed(ctx), await world.deliveries(ctx, webhook.id)]).toEqual([[], []]);
    const told = await world.told(ctx.tenantId);
    expect(told.map(({ type, data }) => [type, data])).toEqual([[webhookDeleted.type, { webhookId: webhook.id }]]);
    expect(await acts(ctx)).toEqual(['webhook.create', 'webhook.delete']);
  });
});

describe('another tenant', () => {
  it('sees, changes, rotates, tests, replays and deletes nothing: a foreign id is as one that never was', async () => {
    const ctx = world.tenant();
    const stranger = world.tenant();
    const receiver = await world.receiver();
    const { webhook } = await world.webhook(ctx, { url: receiver.url });
    await world.tell(ctx);
    const [delivery] = await world.deliveries(ctx, webhook.id);

    const asked = async (webhookId: string, deliveryId: string) => [
      await listed(stranger),
      await findWebhook(stranger, webhookId),
      await updateWebhook(stranger, webhookId, { name: 'Mine' }),
      await rotateWebhookSecret(stranger, webhookId),
      await deleteWebhook(stranger, webhookId),
      await testWebhook(stranger, webhookId),
      await replayWebhookDelivery(stranger, deliveryId),
      (await listWebhookDeliveries(stranger, webhookId, {}, {})).nodes,
      await (await listWebhookDeliveries(stranger, webhookId, {}, {})).totalCount(),
    ];
    const foreign = await asked(webhook.id, delivery!.id);
    expect(await asked(newId(), newId())).toEqual(foreign);
    expect(JSON.stringify(foreign)).not.toContain(webhook.id);
    for (const answer of foreign.slice(2, 7)) expect(answer).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect(await updateWebhook(stranger, 'no id', {})).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect([receiver.received, await findWebhook(ctx, webhook.id), await acts(stranger)]).toEqual([[], webhook, []]);
  });

  it('is told nothing of what happens here, and its webhooks tell nobody else', async () => {
    const [ctx, stranger] = [world.tenant(), world.tenant()];
    const receiver = await world.receiver();
    const { webhook } = await world.webhook(stranger, { url: receiver.url });
    await world.tell(ctx);
    expect(await world.deliveries(stranger, webhook.id)).toEqual([]);
  });
});

it('keeps webhooks and their deliveries behind row-level security', async () => {
  expect(await findUnprotectedTables(world.database)).toEqual([]);
});

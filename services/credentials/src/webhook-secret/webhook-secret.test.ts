import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { findUnprotectedTables } from '@offload/service-kit';
import { Webhook } from 'standardwebhooks';
import type { Context } from '../context.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { createWebhookSecret } from './create-webhook-secret.ts';
import { endWebhookSecret } from './destroy-webhook-secret.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { signWebhook } from './sign-webhook.ts';
import { sweepWebhookSecrets } from './sweep-webhook-secrets.ts';

describe('the secrets of webhooks', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  const body = JSON.stringify({ type: 'ping', data: { name: 'Füße "und" \u2028 mehr' } });
  const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
  const sweep = () => sweepWebhookSecrets(world.platform, { unclaimedAfterMs: 15 * 60_000 });

  async function signed(ctx: Context, webhookId: string) {
    const message = { id: newId(), timestamp: Math.floor(Date.now() / 1000), body };
    const signatures = await signWebhook(ctx, { webhookId, ...message });
    const headers = { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': signatures.join(' ') };
    return { signatures, verifiesWith: (secret: string) => verifies(secret, headers) };
  }

  function verifies(secret: string, headers: Record<string, string>): boolean {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the work at a place, as a crash would. */
  async function crashing(ctx: Context, place: string, work: (ctx: Context) => Promise<unknown>): Promise<void> {
    const stopping = { ...ctx, faultPoint: (name: string) => (name === place ? Promise.reject(new Error('crashed')) : Promise.resolve()) };
    await expect(work(stopping)).rejects.toThrow('crashed');
  }

  it('sign as Standard Webhooks verifies, with 256 bits that differ for each', async () => {
    const ctx = world.tenant();
    const [one, other] = [newId(), newId()];
    const secret = (await createWebhookSecret(ctx, one)).reveal();
    const otherSecret = (await createWebhookSecret(ctx, other)).reveal();

    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { signatures, verifiesWith } = await signed(ctx, one);
    expect([signatures.length, verifiesWith(secret), verifiesWith(otherSecret)]).toEqual([1, true, false]);
  });

  it('sign with the old and the new one for a day after a rotation, then with the new one alone', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    const first = (await createWebhookSecret(ctx, webhookId)).reveal();
    const rotated = await rotateWebhookSecret(ctx, webhookId);
    const second = rotated!.secret.reveal();

    const during = await signed(ctx, webhookId);
    expect([during.signatures.length, during.verifiesWith(first), during.verifiesWith(second)]).toEqual([2, true, true]);
    expect(rotated!.previousSignsUntil.getTime() - Date.now()).toBeGreaterThan(24 * 60 * 60_000 - 5_000);

    world.setTime(minutes(24 * 60 + 1));
    const after = await signed(ctx, webhookId);
    expect([after.signatures.length, after.verifiesWith(first), after.verifiesWith(second)]).toEqual([1, false, true]);
    expect(world.secrets.count(ctx.tenantId)).toBe(2);
    world.accounts.webhookAnswer = () => ({ outcome: 'EXISTS' });
    await sweep();
    world.setTime(null);
    expect(world.secrets.count(ctx.tenantId)).toBe(1);
    expect((await signed(ctx, webhookId)).verifiesWith(second)).toBe(true);
  });

  it('are never more than two: rotating again ends the oldest at once', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    const first = (await createWebhookSecret(ctx, webhookId)).reveal();
    const second = (await rotateWebhookSecret(ctx, webhookId))!.secret.reveal();
    const third = (await rotateWebhookSecret(ctx, webhookId))!.secret.reveal();

    const { signatures, verifiesWith } = await signed(ctx, webhookId);
    expect([signatures.length, ...[first, second, third].map(verifiesWith)]).toEqual([2, false, true, true]);
  });

  it('rotate all the same when several do it at once, and every secret given that is still in use verifies', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    await createWebhookSecret(ctx, webhookId);
    const given = await Promise.all([1, 2, 3].map(() => rotateWebhookSecret(ctx, webhookId)));
    const { signatures, verifiesWith } = await signed(ctx, webhookId);
    expect([signatures.length, given.filter((rotated) => verifiesWith(rotated!.secret.reveal())).length]).toEqual([2, 2]);
  });

  it('sign nothing for another tenant, nor for a webhook that was deleted, and are destroyed with it', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    await createWebhookSecret(ctx, webhookId);
    await rotateWebhookSecret(ctx, webhookId);
    const stranger = world.tenant();
    expect((await signed(stranger, webhookId)).signatures).toEqual([]);
    expect(await rotateWebhookSecret(stranger, webhookId)).toBeNull();
    await endWebhookSecret(stranger, webhookId);
    expect((await signed(ctx, webhookId)).signatures).toHaveLength(2);

    await endWebhookSecret(ctx, webhookId);
    await endWebhookSecret(ctx, webhookId);
    expect([(await signed(ctx, webhookId)).signatures, await rotateWebhookSecret(ctx, webhookId), world.secrets.count(ctx.tenantId)]).toEqual([
      [],
      null,
      0,
    ]);
    expect((await world.recorded(ctx.tenantId)).map(({ act }) => act)).toEqual(['webhook-secret.destroy']);
  });

  it.each(['after-webhook-secret-row', 'after-webhook-secret-put'])(
    'leave nothing when making one crashes %s: accounts gives the webhook up, and the sweep cleans',
    async (place) => {
      const ctx = world.tenant();
      const webhookId = newId();
      await crashing(ctx, place, (stopping) => createWebhookSecret(stopping, webhookId));

      world.accounts.webhookAnswer = () => {
        throw new Error('no answer');
      };
      world.setTime(minutes(16));
      await sweep();
      expect(await ctx.read(({ webhookSecrets }) => webhookSecrets.find(webhookId))).toMatchObject({ state: 'UNCLAIMED' });

      world.accounts.webhookAnswer = () => ({ outcome: 'ABANDONED' });
      await sweep();
      world.setTime(null);
      expect([await ctx.read(({ webhookSecrets }) => webhookSecrets.find(webhookId)), world.secrets.count(ctx.tenantId)]).toEqual([null, 0]);
    },
  );

  it('are claimed by the sweep when the webhook came to be', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    const secret = (await createWebhookSecret(ctx, webhookId)).reveal();
    world.accounts.webhookAnswer = () => ({ outcome: 'EXISTS' });
    world.setTime(minutes(16));
    await sweep();
    world.setTime(null);
    expect(await ctx.read(({ webhookSecrets }) => webhookSecrets.find(webhookId))).toMatchObject({ state: 'ACTIVE' });
    expect((await signed(ctx, webhookId)).verifiesWith(secret)).toBe(true);
  });

  it('stay as they were when a rotation crashes: what was written and never used is swept, and rotating works', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    const first = (await createWebhookSecret(ctx, webhookId)).reveal();
    await crashing(ctx, 'after-webhook-secret-put', (stopping) => rotateWebhookSecret(stopping, webhookId));
    expect([world.secrets.count(ctx.tenantId), (await signed(ctx, webhookId)).signatures.length]).toEqual([2, 1]);

    world.accounts.webhookAnswer = () => ({ outcome: 'EXISTS' });
    world.setTime(minutes(16));
    await sweep();
    world.setTime(null);
    expect([world.secrets.count(ctx.tenantId), (await signed(ctx, webhookId)).verifiesWith(first)]).toEqual([1, true]);
    expect((await signed(ctx, webhookId)).verifiesWith((await rotateWebhookSecret(ctx, webhookId))!.secret.reveal())).toBe(false);
    expect((await signed(ctx, webhookId)).signatures).toHaveLength(2);
  });

  it('are in no log, no event and no row', async () => {
    const ctx = world.tenant();
    const webhookId = newId();
    const secret = (await createWebhookSecret(ctx, webhookId)).reveal();
    const rotated = (await rotateWebhookSecret(ctx, webhookId))!.secret.reveal();
    await signed(ctx, webhookId);

    const rows = await world.database.read(ctx.tenantId, async (tx) =>
      JSON.stringify([
        await tx.query('SELECT * FROM webhook_secret'),
        await tx.query('SELECT * FROM webhook_secret_version'),
        await tx.query('SELECT * FROM outbox'),
      ]),
    );
    for (const one of [secret, rotated]) {
      expect(rows).not.toContain(one.slice('whsec_'.length));
      expect(world.logged()).not.toContain(one.slice('whsec_'.length));
    }
    expect(rows).toContain(webhookId);
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });
});

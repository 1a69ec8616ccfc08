import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashApiKey, newApiKey, newId, scope, scopesOfRole, subjectOfApiKey, type Scope } from '@offload/contracts';
import { createLogger, Secret } from '@offload/service-kit';
import { createContext, type Context } from '../context.ts';
import { ensureTenant } from '../tenant/ensure-tenant.ts';
import { accountsWorld, type AccountsWorld } from '../testing/accounts-world.ts';
import { authenticateApiKey } from './authenticate-api-key.ts';
import type { CreateApiKey } from './check-api-key-input.ts';
import { createApiKey, mostActiveApiKeys, type ApiKeyCreated, type Maker } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { createKeyUse } from './note-key-use.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const dayMs = 24 * 3_600_000;
const admin: Maker = { subject: 'user:ann', scopes: [...scope.options] };

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterAll(() => world.drop());

async function made(ctx: Context, over: Partial<CreateApiKey> = {}, maker: Maker = admin): Promise<ApiKeyCreated> {
  const result = await createApiKey(ctx, maker, { name: 'CI', scopes: ['findings:read'], ...over });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const makerOf = ({ apiKey }: ApiKeyCreated, scopes: readonly Scope[] = apiKey.scopes): Maker => ({ subject: subjectOfApiKey(apiKey.id), scopes: [...scopes] });
const lettingIn = ({ key }: { key: string }) => authenticateApiKey(world.system, hashApiKey(key));
const at = (tenantId: string, time: Date): Context => createContext({ ...world.platform, now: () => time }, tenantId);

describe('an API key', () => {
  it('is shown once, lets in with its scopes, and is listed without itself', async () => {
    const ctx = world.tenant();
    const created = await made(ctx, { name: '  Nightly export ', scopes: ['findings:read', 'accounts:read', 'findings:read'] });

    expect(await lettingIn(created)).toEqual({
      principal: { tenantId: ctx.tenantId, subject: `api-key:${created.apiKey.id}`, roles: [], scopes: ['accounts:read', 'findings:read'] },
      expiresAt: created.apiKey.expiresAt,
    });
    const listed = await listApiKeys(ctx);
    expect(listed).toMatchObject([
      { id: created.apiKey.id, name: 'Nightly export', prefix: created.key.slice(0, 12), scopes: ['accounts:read', 'findings:read'], status: 'ACTIVE', createdBy: 'user:ann', revokedAt: null },
    ]);
    expect(JSON.stringify(listed)).not.toContain(created.key);
    expect(JSON.stringify(listed)).not.toContain(hashApiKey(created.key));
  });

  it('is kept as its hash and nothing else, and the audit log knows who made it but neither it nor its name', async () => {
    const ctx = world.tenant();
    const { key, apiKey } = await made(ctx, { name: 'canary' });
    const [row] = await ctx.transact((tx) => Promise.all([tx.apiKeys.lock(apiKey.id)]));

    expect(row).toMatchObject({ keyHash: hashApiKey(key) });
    expect(JSON.stringify(row)).not.toContain(key.slice(12));
    const recorded = await world.recorded(ctx.tenantId);
    expect(recorded).toMatchObject([{ act: 'api-key.create', target: { type: 'api-key', id: apiKey.id }, outcome: 'SUCCEEDED', details: { scopes: 'findings:read' } }]);
    expect(JSON.stringify(recorded)).not.toMatch(new RegExp(`canary|${key.slice(12)}`));
  });

  it('expires: after ninety days when not said, and then lets in no more', async () => {
    const ctx = world.tenant();
    const created = await made(ctx);
    const { createdAt, expiresAt } = created.apiKey;

    expect(expiresAt!.getTime() - createdAt.getTime()).toBe(90 * dayMs);
    const later = { ...world.system, now: () => expiresAt! };
    expect(await authenticateApiKey(later, hashApiKey(created.key))).toBeNull();
    expect(await listApiKeys(at(ctx.tenantId, expiresAt!))).toMatchObject([{ status: 'EXPIRED' }]);
  });

  it.each<[string, Partial<CreateApiKey>, string]>([
    ['has no name', { name: ' ' }, 'name'],
    ['has a name of more than 100 characters', { name: '🔑'.repeat(101) }, 'name'],
    ['has a name with a line break', { name: 'a\nb' }, 'name'],
    ['allows nothing', { scopes: [] }, 'scopes'],
    ['allows what there is not', { scopes: ['findings:read', 'everything'] }, 'scopes.1'],
    ['has expired already', { expiresAt: new Date(Date.now() - 1) }, 'expiresAt'],
    ['lives for more than 365 days', { expiresAt: new Date(Date.now() + 365 * dayMs + 60_000) }, 'expiresAt'],
  ])('that %s is not made, and the field is named', async (_what, over, field) => {
    const ctx = world.tenant();

    expect(await createApiKey(ctx, admin, { name: 'CI', scopes: ['findings:read'], ...over })).toMatchObject({ ok: false, error: { kind: 'InvalidInput', field } });
    expect(await listApiKeys(ctx)).toEqual([]);
  });

  it('may have a name of 100 characters and a life of 365 days', async () => {
    const created = await made(world.tenant(), { name: '🔑'.repeat(100), expiresAt: new Date(Date.now() + 365 * dayMs) });
    expect(await lettingIn(created)).not.toBeNull();
  });

  it('cannot have what its maker has not; the attempt is written down', async () => {
    const ctx = world.tenant();
    const manager: Maker = { subject: 'user:bob', scopes: [...scopesOfRole.SECURITY_MANAGER] };

    const refused = await createApiKey(ctx, manager, { name: 'CI', scopes: ['findings:read', 'audit:read', 'settings:write'] });

    expect(refused).toMatchObject({ ok: false, error: { kind: 'ScopesNotGranted', scopes: ['settings:write', 'audit:read'] } });
    expect(await listApiKeys(ctx)).toEqual([]);
    expect(await world.recorded(ctx.tenantId)).toMatchObject([{ act: 'api-key.create', outcome: 'REFUSED', code: 'SCOPES_NOT_GRANTED', details: { scopes: 'settings:write audit:read' } }]);
  });

  it('is one of a hundred active ones at most; ended ones do not count', async () => {
    const ctx = world.tenant();
    const results = await Promise.all(Array.from({ length: mostActiveApiKeys + 4 }, () => createApiKey(ctx, admin, { name: 'CI', scopes: ['findings:read'] })));

    const refused = results.filter((result) => !result.ok);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ error: { kind: 'TooManyApiKeys', limit: mostActiveApiKeys } });
    const [first] = await listApiKeys(ctx);
    await revokeApiKey(ctx, first!.id);
    await made(ctx);
    const listed = await listApiKeys(ctx);
    expect(listed.map(({ status }) => status)).toEqual([...Array.from({ length: mostActiveApiKeys }, () => 'ACTIVE'), 'REVOKED']);
  });
});

describe('an API key that makes keys', () => {
  it('makes none that outlives it: shorter when not said, refused when asked for more', async () => {
    const ctx = world.tenant();
    const maker = await made(ctx, { scopes: ['settings:write', 'findings:read'], expiresAt: new Date(Date.now() + 3_600_000) });

    expect((await made(ctx, {}, makerOf(maker))).apiKey.expiresAt).toEqual(maker.apiKey.expiresAt);
    const longer = await createApiKey(ctx, makerOf(maker), { name: 'CI', scopes: ['findings:read'], expiresAt: new Date(Date.now() + 7_200_000) });
    expect(longer).toMatchObject({ ok: false, error: { kind: 'InvalidInput', field: 'expiresAt' } });
  });

  it('makes none that makes others: settings:write is for people to give', async () => {
    const ctx = world.tenant();
    const maker = await made(ctx, { scopes: ['settings:write'] });

    const refused = await createApiKey(ctx, makerOf(maker), { name: 'CI', scopes: ['settings:write'] });

    expect(refused).toMatchObject({ ok: false, error: { kind: 'ScopesNotGranted', scopes: ['settings:write'], message: expect.stringContaining('person') } });
  });

  it('takes what it made with it when it is revoked, and makes nothing more', async () => {
    const ctx = world.tenant();
    const maker = await made(ctx, { scopes: ['settings:write', 'findings:read'] });
    const [child, other] = [await made(ctx, {}, makerOf(maker)), await made(ctx)];

    await revokeApiKey(ctx, maker.apiKey.id);

    expect([await lettingIn(maker), await lettingIn(child), (await lettingIn(other)) !== null]).toEqual([null, null, true]);
    await expect(made(ctx, {}, makerOf(maker))).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    const revoked = (await world.recorded(ctx.tenantId)).filter(({ act }) => act === 'api-key.revoke');
    expect(revoked).toMatchObject([{ target: { id: maker.apiKey.id }, details: {} }, { target: { id: child.apiKey.id }, details: { madeBy: maker.apiKey.id } }]);
  });

  it('leaves none behind that it makes while it is being revoked', async () => {
    const ctx = world.tenant();
    const maker = await made(ctx, { scopes: ['settings:write', 'findings:read'] });

    const makings = Array.from({ length: 8 }, () => createApiKey(ctx, makerOf(maker), { name: 'CI', scopes: ['findings:read'] }));
    await Promise.allSettled([...makings.slice(0, 4), revokeApiKey(ctx, maker.apiKey.id), ...makings.slice(4)]);

    expect((await listApiKeys(ctx)).filter(({ status }) => status === 'ACTIVE')).toEqual([]);
  });
});

describe('revoking an API key', () => {
  it('ends it at once, and again answers as once', async () => {
    const ctx = world.tenant();
    const created = await made(ctx);

    const first = await revokeApiKey(ctx, created.apiKey.id);
    const again = await revokeApiKey(ctx, created.apiKey.id);

    expect(first).toMatchObject({ ok: true, value: { id: created.apiKey.id, status: 'REVOKED', revokedAt: expect.any(Date) } });
    expect(again).toEqual(first);
    expect(await lettingIn(created)).toBeNull();
    expect((await world.recorded(ctx.tenantId)).filter(({ act }) => act === 'api-key.revoke')).toHaveLength(1);
  });

  it("finds neither another tenant's, nor one that never was, nor what is no id", async () => {
    const created = await made(world.tenant());
    const stranger = world.tenant();

    const answers = await Promise.all([created.apiKey.id, newId(), "' OR true --"].map((id) => revokeApiKey(stranger, id)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect(await listApiKeys(stranger)).toEqual([]);
    expect(await world.recorded(stranger.tenantId)).toEqual([]);
    expect(await lettingIn(created)).not.toBeNull();
  });

  it('of another tenant is no maker, whoever names it', async () => {
    const [mine, theirs] = [world.tenant(), world.tenant()];
    const maker = await made(mine, { scopes: ['settings:write', 'findings:read'] });
    const foreign = made(theirs, {}, { ...admin, subject: subjectOfApiKey(maker.apiKey.id) });

    await expect(foreign).rejects.toThrow('The API key no longer holds');
    expect(await listApiKeys(theirs)).toEqual([]);
  });
});

describe('the last use of an API key', () => {
  const lastUsed = async (ctx: Context) => (await listApiKeys(ctx))[0]!.lastUsedAt;

  it('is written down behind the answer, once a minute however often it is used', async () => {
    const ctx = world.tenant();
    const created = await made(ctx);
    const start = Date.now();
    const useAt = async (time: number) => {
      await Promise.all(Array.from({ length: 5 }, () => authenticateApiKey({ ...world.system, now: () => new Date(time) }, hashApiKey(created.key))));
      await world.system.keyUse.settled();
    };

    expect(await lastUsed(ctx)).toBeNull();
    await useAt(start);
    expect(await lastUsed(ctx)).toEqual(new Date(start));
    await useAt(start + 59_000);
    expect(await lastUsed(ctx)).toEqual(new Date(start));
    await useAt(start + 61_000);
    expect(await lastUsed(ctx)).toEqual(new Date(start + 61_000));
  });

  it('is not written for a key that does not let in', async () => {
    const ctx = world.tenant();
    const created = await made(ctx);
    await revokeApiKey(ctx, created.apiKey.id);

    await lettingIn(created);
    await world.system.keyUse.settled();

    expect(await lastUsed(ctx)).toBeNull();
  });

  it('costs neither the answer nor the service anything when it cannot be written, and is tried again', async () => {
    const lines: string[] = [];
    const log = createLogger({ service: 'accounts', level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    let tries = 0;
    const use = createKeyUse({ used: async () => Promise.reject(new Error(`no database ${++tries}`)) }, log);
    const key = { tenantId: newId(), id: newId(), lastUsedAt: null };

    use.note(key, new Date());
    await use.settled();
    use.note(key, new Date());
    await use.settled();

    expect(tries).toBe(2);
    expect(lines.join('')).toContain('use of an API key was not written down');
  });
});

describe('a key that an operator lets in', () => {
  it('has the scopes of its roles, does not expire, and can be revoked for good', async () => {
    const ctx = world.tenant();
    const key = newApiKey();
    const bootstrap = () => ensureTenant(ctx, { name: 'Acme', apiKey: { key: new Secret(key), roles: ['AUDITOR'] } });
    await bootstrap();

    const [listed] = await listApiKeys(ctx);
    expect(listed).toMatchObject({ name: 'bootstrap', prefix: key.slice(0, 12), scopes: scopesOfRole.AUDITOR.toSorted((a, b) => scope.options.indexOf(a) - scope.options.indexOf(b)), createdBy: 'service:accounts', expiresAt: null });
    expect(await lettingIn({ key })).toMatchObject({ expiresAt: null });
    await revokeApiKey(ctx, listed!.id);
    await bootstrap();
    expect(await lettingIn({ key })).toBeNull();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assetIdOf, newId } from '@offload/contracts';
import type { Context } from '../context.ts';
import { attempt, bucket, inventoryWorld, type InventoryWorld } from '../testing/inventory-world.ts';
import { listAssets, listVersions } from './list-assets.ts';
import { retireAccount } from './retire-account.ts';
import { storeAssets } from './store-assets.ts';
import { sweepAssets } from './sweep-assets.ts';

let world: InventoryWorld;
beforeAll(async () => {
  world = await inventoryWorld();
});
afterAll(() => world.drop());

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const names = async (ctx: Context, removed = false): Promise<(string | null)[]> => (await listAssets(ctx, {}, { removed })).nodes.map((asset) => asset.name);
const total = async (ctx: Context, cloudAccountId: string): Promise<number> =>
  (await world.tenant(ctx.tenantId).loaders.assetCounts(cloudAccountId)).reduce((sum, { count }) => sum + count, 0);

describe('storeAssets', () => {
  it('keeps what a batch saw, under the id that any service can say', async () => {
    const ctx = world.tenant();
    const job = attempt();

    expect(await storeAssets(ctx, { ...job, batchNo: 1, observedAt: at(1), assets: [bucket('logs')] })).toEqual({ outcome: 'STORED', changed: 1 });

    const asset = await ctx.loaders.asset(assetIdOf(ctx.tenantId, job.cloudAccountId, 'arn:aws:s3:::logs'));
    expect(asset).toMatchObject({ name: 'logs', tags: { env: 'prod' }, configuration: { versioning: true }, version: 1, removedAt: null });
    expect(asset!.firstSeenAt.toISOString()).toBe(at(1));
  });

  it('changes nothing when the same batch comes again', async () => {
    const ctx = world.tenant();
    const job = attempt();
    const batch = { ...job, batchNo: 1, observedAt: at(1), assets: [bucket('a'), bucket('b')] };
    await storeAssets(ctx, batch);

    expect(await storeAssets(ctx, batch)).toEqual({ outcome: 'STORED', changed: 0 });
    expect(await total(ctx, job.cloudAccountId)).toBe(2);
  });

  it('stores a resource that stands twice in a batch once, as last said', async () => {
    const ctx = world.tenant();
    const job = attempt();
    await storeAssets(ctx, { ...job, batchNo: 1, observedAt: at(1), assets: [bucket('a', { tags: {} }), bucket('a', { tags: { last: 'yes' } })] });

    expect((await listAssets(ctx, {}, {})).nodes.map((asset) => asset.tags)).toEqual([{ last: 'yes' }]);
    expect(await total(ctx, job.cloudAccountId)).toBe(1);
  });

  it('writes no new version for what did not change, and sees it again', async () => {
    const ctx = world.tenant();
    const first = attempt();
    const second = attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2 });
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets: [bucket('a', { tags: { x: '1', y: '2' } })] });

    const again = await storeAssets(ctx, { ...second, batchNo: 1, observedAt: at(9), assets: [bucket('a', { tags: { y: '2', x: '1' } })] });

    expect(again.changed).toBe(0);
    const [asset] = (await listAssets(ctx, {}, {})).nodes;
    expect([asset!.version, asset!.lastSeenAt.toISOString(), asset!.changedAt.toISOString()]).toEqual([1, at(9), at(1)]);
  });

  it('keeps every configuration that was superseded, newest first', async () => {
    const ctx = world.tenant();
    const { cloudAccountId } = attempt();
    for (const [scanSeq, versioning] of [[1, 'a'], [2, 'b'], [3, 'c']] as const) {
      const job = attempt({ cloudAccountId, scanSeq });
      await storeAssets(ctx, { ...job, batchNo: 1, observedAt: at(scanSeq), assets: [bucket('a', { configuration: { versioning } })] });
    }

    const [asset] = (await listAssets(ctx, {}, {})).nodes;
    const first = await listVersions(ctx, asset!, { first: 2 });
    const rest = await listVersions(ctx, asset!, { first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(({ number, configuration }) => [number, configuration['versioning']])).toEqual([
      [3, 'c'],
      [2, 'b'],
      [1, 'a'],
    ]);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('lets no older scan overwrite what a newer one saw', async () => {
    const ctx = world.tenant();
    const newer = attempt({ scanSeq: 2 });
    const older = attempt({ cloudAccountId: newer.cloudAccountId, scanSeq: 1 });
    await storeAssets(ctx, { ...newer, batchNo: 1, observedAt: at(2), assets: [bucket('a', { configuration: { from: 'newer' } })] });
    await storeAssets(ctx, { ...older, batchNo: 1, observedAt: at(1), assets: [bucket('a', { configuration: { from: 'older' } })] });

    expect((await listAssets(ctx, {}, {})).nodes[0]!.configuration).toEqual({ from: 'newer' });
  });

  it('drops the batches of an attempt that another superseded', async () => {
    const ctx = world.tenant();
    const second = attempt({ attempt: 2 });
    await storeAssets(ctx, { ...second, batchNo: 1, observedAt: at(1), assets: [bucket('a')] });

    const late = await storeAssets(ctx, { ...second, attempt: 1, batchNo: 1, observedAt: at(1), assets: [bucket('ghost')] });

    expect(late).toEqual({ outcome: 'SUPERSEDED', changed: 0 });
    expect(await names(ctx)).toEqual(['a']);
  });

  it('counts the same when many batches of one account are stored at once', async () => {
    const ctx = world.tenant();
    const { cloudAccountId } = attempt();
    await Promise.all(
      Array.from({ length: 8 }, (_, job) =>
        storeAssets(ctx, {
          ...attempt({ cloudAccountId }),
          batchNo: 1,
          observedAt: at(1),
          assets: Array.from({ length: 20 }, (_, n) => bucket(`b-${job}-${n}`, { region: n % 2 ? 'eu-west-1' : 'us-east-1' })),
        }),
      ),
    );

    expect(await total(ctx, cloudAccountId)).toBe(160);
  });

  it('stays out of a disconnected account', async () => {
    const ctx = world.tenant();
    const job = attempt();
    await storeAssets(ctx, { ...job, batchNo: 1, observedAt: at(1), assets: [bucket('a')] });

    await ctx.transact((tx) => retireAccount(tx, job.cloudAccountId, new Date()));

    expect(await storeAssets(ctx, { ...job, batchNo: 2, observedAt: at(2), assets: [bucket('b')] })).toEqual({ outcome: 'SUPERSEDED', changed: 0 });
    expect([await names(ctx), await names(ctx, true), await total(ctx, job.cloudAccountId)]).toEqual([[], ['a'], 0]);
  });
});

describe('sweepAssets', () => {
  const scope = { region: 'us-east-1', type: 'aws.s3.bucket', isIndexed: false };

  it('retires what the scan did not see within the scope, and nothing else', async () => {
    const ctx = world.tenant();
    const first = attempt();
    const assets = [bucket('kept'), bucket('gone'), bucket('elsewhere', { region: 'eu-west-1' }), bucket('other', { type: 'aws.kms.key' })];
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets });
    const second = attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2 });
    await storeAssets(ctx, { ...second, batchNo: 1, observedAt: at(2), assets: [bucket('kept')] });

    expect(await sweepAssets(ctx, { ...second, batches: 1, sweptAt: at(3), scopes: [scope] })).toEqual({ outcome: 'SWEPT', retired: 1, goneBefore: [2] });
    expect([await names(ctx), await names(ctx, true)]).toEqual([['other', 'elsewhere', 'kept'], ['gone']]);
    expect(await total(ctx, first.cloudAccountId)).toBe(3);
  });

  it('brings back a retired asset that is seen again, with its first sighting', async () => {
    const ctx = world.tenant();
    const first = attempt();
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets: [bucket('a')] });
    await sweepAssets(ctx, { ...attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2 }), batches: 0, sweptAt: at(2), scopes: [scope] });
    expect(await total(ctx, first.cloudAccountId)).toBe(0);

    await storeAssets(ctx, { ...attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 3 }), batchNo: 1, observedAt: at(3), assets: [bucket('a')] });

    const [asset] = (await listAssets(ctx, {}, {})).nodes;
    expect([asset!.removedAt, asset!.firstSeenAt.toISOString(), asset!.version]).toEqual([null, at(1), 1]);
    expect(await total(ctx, first.cloudAccountId)).toBe(1);
  });

  it('changes nothing before every batch is stored', async () => {
    const ctx = world.tenant();
    const first = attempt();
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets: [bucket('a')] });
    const second = attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2 });

    expect(await sweepAssets(ctx, { ...second, batches: 1, sweptAt: at(2), scopes: [scope] })).toEqual({ outcome: 'INCOMPLETE', stored: 0 });
    expect(await names(ctx)).toEqual(['a']);
  });

  it('answers the same sweep as it did, and a superseded attempt that it is', async () => {
    const ctx = world.tenant();
    const first = attempt();
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets: [bucket('a')] });
    const second = { ...attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2, attempt: 2 }), batches: 0, sweptAt: at(2), scopes: [scope] };
    await sweepAssets(ctx, second);

    expect(await sweepAssets(ctx, second)).toEqual({ outcome: 'SWEPT', retired: 1, goneBefore: [2] });
    expect(await sweepAssets(ctx, { ...second, attempt: 1 })).toEqual({ outcome: 'SUPERSEDED' });
  });

  it('sweeps every region of an account-wide scope', async () => {
    const ctx = world.tenant();
    const first = attempt();
    await storeAssets(ctx, { ...first, batchNo: 1, observedAt: at(1), assets: [bucket('a'), bucket('b', { region: 'eu-west-1' }), bucket('c', { region: null })] });

    const second = attempt({ cloudAccountId: first.cloudAccountId, scanSeq: 2 });
    expect(await sweepAssets(ctx, { ...second, batches: 0, sweptAt: at(2), scopes: [{ ...scope, region: null }] })).toEqual({ outcome: 'SWEPT', retired: 3, goneBefore: [2] });
  });

  describe('what an index listed', () => {
    const indexed = { ...scope, isIndexed: true };
    const cloudAccountId = newId();
    const scan = (scanSeq: number, change = {}) => ({ ...attempt({ cloudAccountId, scanSeq }), batches: 0, sweptAt: at(scanSeq), scopes: [indexed], ...change });
    const store = (ctx: Context, scanSeq: number) =>
      storeAssets(ctx, { ...attempt({ cloudAccountId, scanSeq }), batchNo: 1, observedAt: at(scanSeq), assets: [bucket('a')] });

    it('is retired when two sweeps in a row did not see it, and not by one', async () => {
      const ctx = world.tenant();
      await store(ctx, 1);
      await sweepAssets(ctx, scan(1));

      expect(await sweepAssets(ctx, scan(2))).toEqual({ outcome: 'SWEPT', retired: 0, goneBefore: [1] });
      expect(await names(ctx)).toEqual(['a']);
      expect(await sweepAssets(ctx, scan(3))).toEqual({ outcome: 'SWEPT', retired: 1, goneBefore: [2] });
      expect([await names(ctx), await total(ctx, cloudAccountId)]).toEqual([[], 0]);
    });

    it('stays when the next sweep sees it again', async () => {
      const ctx = world.tenant();
      await store(ctx, 1);
      for (const scanSeq of [1, 2]) await sweepAssets(ctx, scan(scanSeq));
      await store(ctx, 3);
      for (const scanSeq of [3, 4]) expect(await sweepAssets(ctx, scan(scanSeq))).toMatchObject({ retired: 0 });
      expect(await names(ctx)).toEqual(['a']);
    });

    it('is not confirmed as gone by the same sweep again, by another attempt of it, or by a scan that is older', async () => {
      const ctx = world.tenant();
      await store(ctx, 1);
      await sweepAssets(ctx, scan(1));
      const third = scan(3);
      await sweepAssets(ctx, third);

      expect(await sweepAssets(ctx, third)).toEqual({ outcome: 'SWEPT', retired: 0, goneBefore: [1] });
      expect(await sweepAssets(ctx, { ...third, attempt: 2 })).toEqual({ outcome: 'SWEPT', retired: 0, goneBefore: [1] });
      expect(await sweepAssets(ctx, scan(2))).toEqual({ outcome: 'SWEPT', retired: 0, goneBefore: [0] });
      expect(await names(ctx)).toEqual(['a']);
    });

    it('counts sweeps that were whole: one that missed batches is none', async () => {
      const ctx = world.tenant();
      await store(ctx, 1);
      await sweepAssets(ctx, scan(1));
      expect(await sweepAssets(ctx, scan(2, { batches: 1 }))).toEqual({ outcome: 'INCOMPLETE', stored: 0 });
      expect(await sweepAssets(ctx, scan(3))).toEqual({ outcome: 'SWEPT', retired: 0, goneBefore: [1] });
    });

    it('is swept scope by scope', async () => {
      const ctx = world.tenant();
      await store(ctx, 1);
      const elsewhere = { ...indexed, region: 'eu-west-1' };
      for (const scanSeq of [1, 2, 3]) await sweepAssets(ctx, scan(scanSeq, { scopes: [elsewhere] }));
      expect(await sweepAssets(ctx, scan(4, { scopes: [elsewhere, indexed, scope] }))).toMatchObject({ goneBefore: [3, 0, 4] });
    });
  });
});

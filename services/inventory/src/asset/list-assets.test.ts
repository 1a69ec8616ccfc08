import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findUnprotectedTables } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { attempt, bucket, inventoryWorld, type InventoryWorld } from '../testing/inventory-world.ts';
import { listAssets, listVersions } from './list-assets.ts';
import { storeAssets } from './store-assets.ts';

let world: InventoryWorld;
let ctx: Context;
const job = attempt();

beforeAll(async () => {
  world = await inventoryWorld();
  ctx = world.tenant();
  await storeAssets(ctx, {
    ...job,
    batchNo: 1,
    observedAt: new Date().toISOString(),
    assets: [
      bucket('alpha', { tags: { env: 'prod', team: 'core' } }),
      bucket('beta', { tags: { env: 'test' }, region: 'eu-west-1' }),
      bucket('100%_sure', { tags: {} }),
      bucket('key', { type: 'aws.kms.key', region: 'eu-west-1', tags: {} }),
    ],
  });
});
afterAll(() => world.drop());

const namesOf = async (selection: Parameters<typeof listAssets>[2]): Promise<(string | null)[]> => (await listAssets(ctx, {}, selection)).nodes.map(({ name }) => name);

describe('listAssets', () => {
  it('pages through everything once, by type and name', async () => {
    const seen: (string | null)[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAssets>> = await listAssets(ctx, { first: 1, after }, {});
      seen.push(...page.nodes.map(({ name }) => name));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      expect(await page.totalCount()).toBe(4);
    } while (after);
    expect(seen).toEqual(['key', '100%_sure', 'alpha', 'beta']);
  });

  it.each([
    ['type', { types: ['aws.kms.key'] }, ['key']],
    ['region', { region: 'eu-west-1' }, ['key', 'beta']],
    ['a part of the name, whatever its case', { nameContains: 'ALPH' }, ['alpha']],
    ['a part of the name that looks like a pattern', { nameContains: '%_' }, ['100%_sure']],
    ['a tag and its value', { tag: { key: 'env', value: 'prod' } }, ['alpha']],
    ['a tag of any value', { tag: { key: 'env' } }, ['alpha', 'beta']],
    ['an account', { cloudAccountId: job.cloudAccountId }, ['key', '100%_sure', 'alpha', 'beta']],
    ['an account that is not an id', { cloudAccountId: "' OR true --" }, []],
  ])('filters by %s', async (_what, selection, expected) => {
    expect(await namesOf(selection)).toEqual(expected);
  });

  it.each([[0], [-1], [101]])('refuses a page of %d', async (first) => {
    await expect(listAssets(ctx, { first }, {})).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('refuses a cursor that is not one of its own', async () => {
    for (const after of ['', 'x', Buffer.from('["assets","a"]').toString('base64url')]) {
      await expect(listAssets(ctx, { after }, {})).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  it('shows another tenant nothing: no list, no count, no guessed id, no version', async () => {
    const [asset] = (await listAssets(ctx, {}, {})).nodes;
    const other = world.tenant();

    const list = await listAssets(other, {}, { cloudAccountId: job.cloudAccountId });
    expect([list.nodes, await list.totalCount()]).toEqual([[], 0]);
    expect(await other.loaders.asset(asset!.id)).toBeNull();
    expect(await other.loaders.assetCounts(job.cloudAccountId)).toEqual([]);
    expect(await other.read(({ assets }) => assets.versions(asset!.id, 99, 10))).toEqual([]);
    expect((await listVersions(ctx, asset!, {})).nodes).toHaveLength(1);
  });
});

describe('the inventory database', () => {
  it('has every tenant table behind row-level security', async () => {
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });
});

import { connectionOf, pageRequest, type Connection, type PageArguments } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Asset, AssetSelection, AssetVersion } from './asset.ts';
import type { AssetKey } from './asset.repository.ts';

const assetKey = z.tuple([z.string(), z.string(), z.uuid()]) as unknown as z.ZodType<AssetKey>;
const uuid = z.uuid();

/** A page of the tenant's assets, by type and name. Throws BAD_USER_INPUT for a page that cannot be. */
export async function listAssets(ctx: Context, args: PageArguments, selection: AssetSelection): Promise<Connection<Asset>> {
  const page = pageRequest(args, { list: 'assets', key: assetKey });
  // An id that is not one of ours is nobody's: an empty list, exactly as for one that never was.
  const possible = selection.cloudAccountId == null || uuid.safeParse(selection.cloudAccountId).success;
  const rows = possible ? await ctx.read((repositories) => repositories.assets.page(selection, page)) : [];

  return connectionOf(rows, page, (row): AssetKey => [row.type, row.sortName, row.id], {
    totalCount: async () => (possible ? ctx.read((repositories) => repositories.assets.count(selection)) : 0),
  });
}

const versionKey = z.tuple([z.int().positive()]) as unknown as z.ZodType<readonly [number]>;

/** How an asset was configured over time, newest first: the present configuration, then what it superseded. */
export async function listVersions(ctx: Context, asset: Asset, args: PageArguments): Promise<Connection<AssetVersion>> {
  const page = pageRequest(args, { list: 'asset-versions', key: versionKey });
  const below = page.after?.[0] ?? asset.version + 1;
  const present: AssetVersion[] =
    below > asset.version ? [{ number: asset.version, seenAt: asset.changedAt, tags: asset.tags, configuration: asset.configuration }] : [];
  const superseded = await ctx.read((repositories) =>
    repositories.assets.versions(asset.id, Math.min(below, asset.version), page.limit - present.length),
  );
  return connectionOf([...present, ...superseded], page, (version) => [version.number] as const, { totalCount: async () => asset.version });
}

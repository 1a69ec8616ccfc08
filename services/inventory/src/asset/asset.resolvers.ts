import type { PageArguments, Resolvers } from '@offload/service-kit';
import type { Context } from '../context.ts';
import type { Asset, AssetCount, AssetSelection } from './asset.ts';
import { listAssets, listVersions } from './list-assets.ts';

type ListArguments = PageArguments & { filter?: AssetSelection | null };

export const assetResolvers: Resolvers = {
  Query: {
    assets: (_root: unknown, { filter, ...page }: ListArguments, ctx: Context) => listAssets(ctx, page, filter ?? {}),
    asset: (_root: unknown, { id }: { id: string }, ctx: Context) => ctx.loaders.asset(id),
  },
  Asset: {
    __resolveReference: ({ id }: { id: string }, ctx: Context) => ctx.loaders.asset(id),
    cloudAccount: (asset: Asset) => ({ __typename: 'CloudAccount', id: asset.cloudAccountId }),
    versions: (asset: Asset, page: PageArguments, ctx: Context) => listVersions(ctx, asset, page),
  },
  CloudAccount: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    assets: ({ id }: { id: string }, { filter, ...page }: ListArguments, ctx: Context) => listAssets(ctx, page, { ...filter, cloudAccountId: id }),
    assetCounts: async ({ id }: { id: string }, _args: unknown, ctx: Context) => {
      const counts = await ctx.loaders.assetCounts(id);
      return {
        total: counts.reduce((sum, { count }) => sum + count, 0),
        byType: summed(counts, 'type').map(([type, count]) => ({ type, count })),
        byRegion: summed(counts, 'region').map(([region, count]) => ({ region, count })),
      };
    },
  },
};

/** The counts added up by one of their columns, the greatest first, equal ones by name. */
function summed(counts: readonly AssetCount[], by: 'type' | 'region'): [string, number][] {
  const sums = new Map<string, number>();
  for (const row of counts) sums.set(row[by], (sums.get(row[by]) ?? 0) + row.count);
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

import type { GcpIamBinding } from '@offload/contracts';
import { cloudAssets } from '../../clouds/gcp/clients.ts';
import type { CloudAsset, CloudAssets } from '../../clouds/gcp/cloud-assets.ts';

interface Reading {
  readonly assets: CloudAssets;
  readonly region: string;
}

/**
 * What a collector says whose resources Cloud Asset Inventory lists, wherever in the project they are. `assetType` as Google writes it,
 * `compute.googleapis.com/Firewall`; `D` is as much of what the resource's own API says of it as the collector reads.
 */
export const listedByAssets = <D>(assetType: string) => ({
  scope: 'global' as const,
  actions: ['cloudasset.assets.listResource'],
  // Cloud Asset Inventory is consistent in the end only: https://cloud.google.com/asset-inventory/docs/asset-types
  isIndexed: true,
  access: cloudAssets,
  pages: ({ assets }: Reading): AsyncIterable<readonly CloudAsset<D>[]> => assets.list<D>(assetType),
});

/** The same for the resources in the job's region and its zones. */
export const searchedInAssets = <D>(assetType: string) => ({
  scope: 'region' as const,
  actions: ['cloudasset.assets.searchAllResources'],
  isIndexed: true,
  access: cloudAssets,
  pages: ({ assets, region }: Reading): AsyncIterable<readonly CloudAsset<D>[]> => assets.search<D>(assetType, region),
});

/** The part that says who has which role on each resource of a page of `listedByAssets`. */
export const accessByAssets = (assetType: string) => ({
  actions: ['cloudasset.assets.listIamPolicy'],
  readPage: ({ assets }: Reading, resources: readonly CloudAsset<unknown>[]): Promise<GcpIamBinding[][]> =>
    assets.policiesOf(
      assetType,
      resources.map(({ name }) => name),
    ),
});

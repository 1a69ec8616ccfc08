import type { MigrationClass } from '@offload/service-kit';
import { CreateAssetSweeps1764000000000 } from './migrations/create-asset-sweeps.ts';
import { CreateAssets1763900000000 } from './migrations/create-assets.ts';

/** Assets are written in bulk and read by keyset: SQL throughout, in the repositories. */
export const entities = [];

export const migrations: MigrationClass[] = [CreateAssets1763900000000, CreateAssetSweeps1764000000000];

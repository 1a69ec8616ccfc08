import type { ReadTransaction } from '@offload/service-kit';
import type { ScanRow } from './scan.entity.ts';
import { ScanRepository, type ScanFilter, type ScanKey } from './scan.repository.ts';

export type { ScanFilter, ScanKey };

/** A page of the tenant's scans, newest first: at most `limit` that come after a key. */
export const listScans = (tx: ReadTransaction, filter: ScanFilter, page: { after: ScanKey | undefined; limit: number }): Promise<ScanRow[]> =>
  new ScanRepository(tx).page(filter, page.after, page.limit);

/** How many of the tenant's scans match. */
export const countScans = (tx: ReadTransaction, filter: ScanFilter): Promise<number> => new ScanRepository(tx).count(filter);

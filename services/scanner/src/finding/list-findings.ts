import type { ReadTransaction } from '@offload/service-kit';
import type { FindingRow } from './finding.entity.ts';
import { FindingRepository, orderColumns, type FindingFilter, type FindingKey, type FindingOrder } from './finding.repository.ts';

export { orderColumns, type FindingFilter, type FindingKey, type FindingOrder };

export interface PageOfList {
  readonly filter: FindingFilter;
  readonly order: FindingOrder;
  /** The key of the finding before the page. */
  readonly after: FindingKey | undefined;
  readonly limit: number;
}

/** A page of the tenant's findings; without statuses in the filter, of the open ones. */
export const listFindings = (tx: ReadTransaction, { filter, order, after, limit }: PageOfList): Promise<FindingRow[]> =>
  new FindingRepository(tx).page(filter, order, after, limit);

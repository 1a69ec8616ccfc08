import type { InternalPrincipal, OperationRequest, ReadTransaction } from '@offload/service-kit';
import DataLoader from 'dataloader';
import { CheckCountRepository, type Tally } from '../check-result/check-count.repository.ts';
import type { Context } from '../context.ts';
import type { FindingCounts, FindingFilter } from '../finding/finding.repository.ts';
import type { FindingRow } from '../finding/finding.entity.ts';
import { FindingRepository } from '../finding/finding.repository.ts';
import type { GapRow } from '../scan/gap.entity.ts';
import { ScanProgressRepository, type RegionTotals } from '../scan/scan-progress.repository.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import { ScanRepository } from '../scan/scan.repository.ts';

/** What resolvers work with: one for each operation, and for each event of a subscription. */
export interface GraphContext {
  readonly ctx: Context;
  /** From the token alone. */
  readonly tenantId: string;
  readonly signal: AbortSignal;
  /** Reads of one tick share one transaction. */
  read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  readonly scans: DataLoader<string, ScanRow | null>;
  readonly latestScans: DataLoader<string, ScanRow | null>;
  readonly regions: DataLoader<string, RegionTotals[]>;
  readonly gaps: DataLoader<string, GapRow[]>;
  readonly findings: DataLoader<string, FindingRow | null>;
  readonly findingCounts: DataLoader<string, FindingCounts | null>;
  /** The open findings of an asset, the first so many. */
  readonly findingsOfAssets: DataLoader<{ assetId: string; limit: number }, FindingRow[], string>;
  readonly findingTotals: DataLoader<FindingFilter, number, string>;
  /** What checks found in a cloud account; in all of the tenant's under {@link everyAccount}. */
  readonly tallies: DataLoader<string, Map<string, Tally>>;
}

/** In place of an account's id, as a loader takes no null. */
export const everyAccount = '';

type AnyRead = (tx: ReadTransaction) => Promise<unknown>;

/** The context of one operation of a principal. Nothing is read until it is asked for, and everything that is asked for at once is read together. */
export function createGraphContext(ctx: Context, { tenantId }: InternalPrincipal, { signal }: OperationRequest): GraphContext {
  const reads = new DataLoader<AnyRead, unknown>(
    (works) =>
      ctx.database.read(tenantId, async (tx) => {
        const answers: unknown[] = [];
        for (const work of works) answers.push(await work(tx));
        return answers;
      }),
    { cache: false },
  );
  const read = <T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T> => reads.load(work) as Promise<T>;

  /** A loader of one row an id. */
  const one = <T>(load: (tx: ReadTransaction, ids: readonly string[]) => Promise<T[]>, idOf: (row: T) => string) =>
    new DataLoader<string, T | null>(async (ids) => {
      const rows = new Map((await read((tx) => load(tx, ids))).map((row) => [idOf(row), row]));
      return ids.map((id) => rows.get(id) ?? null);
    });

  /** A loader of many rows an id, in the order in which they come. */
  const many = <T>(load: (tx: ReadTransaction, ids: readonly string[]) => Promise<T[]>, idOf: (row: T) => string) =>
    new DataLoader<string, T[]>(async (ids) => {
      const rows = Map.groupBy(await read((tx) => load(tx, ids)), idOf);
      return ids.map((id) => rows.get(id) ?? []);
    });

  return {
    ctx,
    tenantId,
    signal,
    read,
    scans: one((tx, ids) => new ScanRepository(tx).findMany(ids), ({ id }) => id),
    latestScans: one((tx, ids) => new ScanRepository(tx).latest(ids), ({ cloudAccountId }) => cloudAccountId),
    regions: many((tx, ids) => new ScanProgressRepository(tx).regions(ids), ({ scanId }) => scanId),
    gaps: many((tx, ids) => new ScanProgressRepository(tx).gaps(ids), ({ scanId }) => scanId),
    findings: one((tx, ids) => new FindingRepository(tx).findMany(ids), ({ id }) => id),
    findingCounts: new DataLoader(async (ids) => {
      const counts = await read((tx) => new FindingRepository(tx).openCounts(ids));
      return ids.map((id) => counts.get(id) ?? null);
    }),
    findingsOfAssets: new DataLoader(
      async (asked) => {
        const limit = Math.max(...asked.map((one) => one.limit));
        const rows = await read((tx) => new FindingRepository(tx).worstOfAssets([...new Set(asked.map(({ assetId }) => assetId))], limit));
        const byAsset = Map.groupBy(rows, ({ assetId }) => assetId);
        return asked.map((one) => (byAsset.get(one.assetId) ?? []).slice(0, one.limit));
      },
      { cacheKeyFn: ({ assetId, limit }) => `${assetId} ${limit}` },
    ),
    findingTotals: new DataLoader(
      (filters) =>
        read(async (tx) => {
          const totals: number[] = [];
          for (const filter of filters) totals.push(await new FindingRepository(tx).count(filter));
          return totals;
        }),
      { cacheKeyFn: (filter) => JSON.stringify(filter) },
    ),
    tallies: new DataLoader((accountIds) =>
      read(async (tx) => {
        const tallies: Map<string, Tally>[] = [];
        for (const accountId of accountIds) tallies.push(await new CheckCountRepository(tx).tallies(accountId === everyAccount ? null : accountId));
        return tallies;
      }),
    ),
  };
}

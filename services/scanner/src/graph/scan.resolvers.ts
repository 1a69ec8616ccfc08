import { connectionOf, pageRequest, RequestError, type Connection, type PageArguments } from '@offload/service-kit';
import type { ScanType } from '@offload/contracts';
import { z } from 'zod';
import { cancelScan } from '../scan/cancel-scan.ts';
import { countScans, listScans, type ScanFilter, type ScanKey } from '../scan/list-scans.ts';
import { regionStatus } from '../scan/region-status.ts';
import { isTerminal, type ScanRow, type ScanStatus } from '../scan/scan.entity.ts';
import { startScan } from '../scan/start-scan.ts';
import { watchScan } from '../scan/watch-scan.ts';
import type { GraphContext } from './graph-context.ts';
import { idArgument } from './id-argument.ts';

interface StartScanInput {
  cloudAccountId: string;
  type?: ScanType | null;
  regions?: string[] | null;
}

const scanKey = z.tuple([z.iso.datetime(), z.uuid()]);

/** A page of the tenant's scans, newest first. */
export async function scanConnection(context: GraphContext, args: PageArguments, filter: ScanFilter): Promise<Connection<ScanRow>> {
  const page = pageRequest<ScanKey>(args, { list: 'scans', key: scanKey });
  const rows = await context.read((tx) => listScans(tx, filter, page));
  return connectionOf(rows, page, ({ queuedAt, id }): ScanKey => [queuedAt.toISOString(), id], {
    totalCount: () => context.read((tx) => countScans(tx, filter)),
  });
}

const asScan = (scan: ScanRow) => ({ ...scan, __typename: 'Scan' as const });

export const scanResolvers = {
  Query: {
    scan: (_root: unknown, { id }: { id: string }, context: GraphContext) => context.scans.load(idArgument(id)),
    scans: (
      _root: unknown,
      { filter, ...page }: PageArguments & { filter?: { cloudAccountId?: string | null; statuses?: ScanStatus[] | null } | null },
      context: GraphContext,
    ) => {
      const { cloudAccountId, statuses } = filter ?? {};
      return scanConnection(context, page, { cloudAccountId: cloudAccountId == null ? null : idArgument(cloudAccountId), statuses });
    },
  },

  Mutation: {
    async startScan(_root: unknown, { input }: { input: StartScanInput }, { ctx, tenantId }: GraphContext) {
      const started = await startScan(ctx, {
        tenantId,
        cloudAccountId: idArgument(input.cloudAccountId),
        type: input.type ?? 'FULL',
        trigger: 'MANUAL',
        regions: input.regions ?? null,
      });
      return started.ok ? asScan(started.value) : started.error;
    },
    async cancelScan(_root: unknown, { id }: { id: string }, { ctx, tenantId }: GraphContext) {
      const cancelled = await cancelScan(ctx, { tenantId, scanId: idArgument(id) });
      return cancelled.ok ? asScan(cancelled.value) : cancelled.error;
    },
  },

  Subscription: {
    scanUpdated: {
      async subscribe(
        _root: unknown,
        { scanId, cloudAccountId }: { scanId?: string | null; cloudAccountId?: string | null },
        { ctx, tenantId }: GraphContext,
      ) {
        if ((scanId == null) === (cloudAccountId == null)) throw new RequestError('BAD_USER_INPUT', 'Give exactly one of scanId and cloudAccountId');

        const watched = scanId != null ? { scanId: idArgument(scanId) } : { cloudAccountId: idArgument(cloudAccountId!) };
        const changes = await watchScan(ctx, { tenantId, ...watched });
        if (!changes.ok) throw new RequestError('NOT_FOUND', changes.error.message);
        return changes.value;
      },
      resolve: (scan: ScanRow) => scan,
    },
  },

  Scan: {
    __resolveReference: ({ id }: { id: string }, context: GraphContext) => context.scans.load(idArgument(id)),
    cloudAccount: ({ cloudAccountId }: ScanRow) => ({ __typename: 'CloudAccount', id: cloudAccountId }),

    async progress({ id, status }: ScanRow, _args: unknown, context: GraphContext) {
      const regions = await context.regions.load(id);
      const sum = (count: (region: (typeof regions)[number]) => number): number => regions.reduce((total, region) => total + count(region), 0);
      const jobsTotal = sum(({ jobs }) => jobs);
      const jobsDone = sum(({ ended }) => ended);

      return {
        jobsTotal,
        jobsDone,
        jobsFailed: sum(({ sawNothing }) => sawNothing),
        percent: jobsTotal === 0 ? (isTerminal(status) ? 100 : 0) : Math.floor((100 * jobsDone) / jobsTotal),
        assets: sum(({ assets }) => assets),
        findings: sum(({ findings }) => findings),
      };
    },

    async regions({ id }: ScanRow, _args: unknown, context: GraphContext) {
      const regions = await context.regions.load(id);
      return regions.map((totals) => ({
        region: totals.region,
        status: regionStatus(totals),
        jobsTotal: totals.jobs,
        jobsDone: totals.ended,
        assets: totals.assets,
        findings: totals.findings,
      }));
    },

    gaps: ({ id }: ScanRow, _args: unknown, context: GraphContext) => context.gaps.load(id),
  },
};

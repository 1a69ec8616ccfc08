import { connectionOf, pageRequest, type Connection, type PageArguments } from '@offload/service-kit';
import { z } from 'zod';
import { severities, type FindingRow } from '../finding/finding.entity.ts';
import { listFindings, orderColumns, type FindingFilter, type FindingKey, type FindingOrder } from '../finding/list-findings.ts';
import { checkNode } from './check.resolvers.ts';
import type { GraphContext } from './graph-context.ts';
import { idArgument } from './id-argument.ts';

const worstFirst: FindingOrder = { field: 'SEVERITY', direction: 'DESC' };

const keyParts = {
  severityRank: z.int().min(0).max(severities.length - 1),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  id: z.uuid(),
};

/** How a page of findings is asked for, and where each finding lies in it. A cursor of one order is none of another. */
function findingPage(args: PageArguments, { field, direction }: FindingOrder) {
  const columns = orderColumns[field];
  const key = z.tuple(columns.map((column) => keyParts[column]) as unknown as [z.ZodType<string | number>]) as unknown as z.ZodType<FindingKey>;

  return {
    page: pageRequest<FindingKey>(args, { list: `findings:${field}:${direction}`, key }),
    keyOf: (finding: FindingRow): FindingKey =>
      columns.map((column) => {
        const value = finding[column];
        return value instanceof Date ? value.toISOString() : value;
      }),
  };
}

/** A page of the tenant's findings. */
export async function findingConnection(
  context: GraphContext,
  args: PageArguments,
  filter: FindingFilter,
  order: FindingOrder = worstFirst,
): Promise<Connection<FindingRow>> {
  const { page, keyOf } = findingPage(args, order);
  const rows = await context.read((tx) => listFindings(tx, { filter, order, after: page.after, limit: page.limit }));
  return connectionOf(rows, page, keyOf, { totalCount: () => context.findingTotals.load(filter) });
}

/** The open findings of an asset, the worst first. First pages of many assets are one query; who pages on asks for one asset. */
export async function findingsOfAsset(context: GraphContext, assetId: string, args: PageArguments): Promise<Connection<FindingRow>> {
  const filter: FindingFilter = { assetId };
  const { page, keyOf } = findingPage(args, worstFirst);
  if (page.after) return findingConnection(context, args, filter);

  const rows = await context.findingsOfAssets.load({ assetId, limit: page.limit });
  return connectionOf(rows, page, keyOf, { totalCount: () => context.findingTotals.load(filter) });
}

/** Ids that a filter holds, in our form. */
function filterOf(filter: FindingFilter | null | undefined): FindingFilter {
  const { cloudAccountId, assetId } = filter ?? {};
  return {
    ...filter,
    ...(cloudAccountId == null ? {} : { cloudAccountId: idArgument(cloudAccountId) }),
    ...(assetId == null ? {} : { assetId: idArgument(assetId) }),
  };
}

export const findingResolvers = {
  Query: {
    findings: (
      _root: unknown,
      { filter, orderBy, ...page }: PageArguments & { filter?: FindingFilter | null; orderBy?: Partial<FindingOrder> | null },
      context: GraphContext,
    ) => {
      const order: FindingOrder = { field: orderBy?.field ?? worstFirst.field, direction: orderBy?.direction ?? worstFirst.direction };
      return findingConnection(context, page, filterOf(filter), order);
    },
  },

  Finding: {
    __resolveReference: ({ id }: { id: string }, context: GraphContext) => context.findings.load(idArgument(id)),
    severity: ({ severityRank }: FindingRow) => severities[severityRank],
    check: ({ checkId }: FindingRow, _args: unknown, context: GraphContext) => (checkId === null ? null : checkNode(context, checkId)),
    asset: ({ assetId }: FindingRow) => (assetId === null ? null : { __typename: 'Asset', id: assetId }),
    cloudAccount: ({ cloudAccountId }: FindingRow) => ({ __typename: 'CloudAccount', id: cloudAccountId }),
    remedy: ({ remedy, checkId }: FindingRow, _args: unknown, { ctx }: GraphContext) =>
      remedy ?? (checkId === null ? null : (ctx.checks.get(checkId)?.fix ?? null)),
  },
};

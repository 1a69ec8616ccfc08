import type { PageArguments } from '@offload/service-kit';
import { findingsOfAsset } from './finding.resolvers.ts';
import type { GraphContext } from './graph-context.ts';
import { idArgument } from './id-argument.ts';
import { scanConnection } from './scan.resolvers.ts';

/** Something that another subgraph owns, of which only the id is known here. */
interface Reference {
  id: string;
}

const nothingOpen = { total: 0, critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 };

/** What the scanner adds to the entities of others. */
export const extendedResolvers = {
  CloudAccount: {
    latestScan: ({ id }: Reference, _args: unknown, context: GraphContext) => context.latestScans.load(idArgument(id)),
    scans: ({ id }: Reference, args: PageArguments, context: GraphContext) => scanConnection(context, args, { cloudAccountId: idArgument(id) }),
    findingCounts: async ({ id }: Reference, _args: unknown, context: GraphContext) =>
      (await context.findingCounts.load(idArgument(id))) ?? nothingOpen,
  },
  Asset: {
    findings: ({ id }: Reference, args: PageArguments, context: GraphContext) => findingsOfAsset(context, idArgument(id), args),
  },
};

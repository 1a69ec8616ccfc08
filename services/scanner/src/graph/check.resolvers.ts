import type { Tally } from '../check-result/check-count.repository.ts';
import type { KnownCheck } from '../collection-port.ts';
import type { Severity } from '../finding/finding.entity.ts';
import { everyAccount, type GraphContext } from './graph-context.ts';
import { idArgument } from './id-argument.ts';

/** A check, and where its counts are from. */
interface CheckNode extends KnownCheck {
  /** An account, or {@link everyAccount}. */
  readonly cloudAccountId: string;
}

interface CheckFilter {
  resourceType?: string | null;
  framework?: string | null;
  severities?: Severity[] | null;
  cloudAccountId?: string | null;
}

/** A check by its id, counting over the tenant; null when the catalogue no longer has it. */
export function checkNode({ ctx }: GraphContext, id: string): CheckNode | null {
  const check = ctx.checks.get(id);
  return check ? { ...check, cloudAccountId: everyAccount } : null;
}

/** What these checks found together. */
function counts(checkIds: Iterable<string>, tallies: ReadonlyMap<string, Tally>): Tally {
  const total: Tally = { pass: 0, fail: 0, unknown: 0 };
  for (const id of checkIds) {
    const tally = tallies.get(id);
    if (!tally) continue;
    total.pass += tally.pass;
    total.fail += tally.fail;
    total.unknown += tally.unknown;
  }
  return total;
}

export const checkResolvers = {
  Query: {
    checks(_root: unknown, { filter }: { filter?: CheckFilter | null }, { ctx }: GraphContext): CheckNode[] {
      const { resourceType, framework, severities, cloudAccountId } = filter ?? {};
      return [...ctx.checks.values()]
        .filter((check) => resourceType == null || check.resourceType === resourceType)
        .filter((check) => framework == null || check.controls.some((control) => control.framework === framework))
        .filter((check) => severities == null || severities.includes(check.severity))
        .map((check) => ({ ...check, cloudAccountId: cloudAccountId == null ? everyAccount : idArgument(cloudAccountId) }));
    },
  },

  Check: {
    __resolveReference: ({ id }: { id: string }, context: GraphContext) => checkNode(context, id),
    counts: async ({ id, cloudAccountId }: CheckNode, _args: unknown, context: GraphContext) =>
      counts([id], await context.tallies.load(cloudAccountId)),
    controls: ({ controls, cloudAccountId }: CheckNode) => controls.map((control) => ({ ...control, cloudAccountId })),
  },

  CheckControl: {
    async counts(
      { framework, control, cloudAccountId }: { framework: string; control: string; cloudAccountId: string },
      _args: unknown,
      context: GraphContext,
    ) {
      const answering = [...context.ctx.checks.values()].filter(({ controls }) =>
        controls.some((one) => one.framework === framework && one.control === control),
      );
      return counts(answering.map(({ id }) => id), await context.tallies.load(cloudAccountId));
    },
  },
};

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preflights, type PreflightAction } from '@offload/contracts';
import type { Context } from '../context.ts';
import type { VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { refused, sealed } from '../testing/connecting.ts';
import { withConditionsOfCalls } from './gcp/conditions-of-calls.ts';

/** What a kind of credential is granted in these tests, and what is asked of it. */
interface Row {
  /** Everything that a scan must or may be allowed. */
  asked: readonly PreflightAction[];
  /** What accounts would send for a credential that lacks this one action, and nothing else; null: it lacks nothing. */
  without(world: CredentialsWorld, ctx: Context, action: string | null): Promise<VerifyAndSeal>;
  /** Actions without which the provider does not tell what else may be missing: a notice says so by name. */
  blinding: readonly string[];
}

/** How the test itself looks at the user's policies; no scan calls them. */
const ownPolicies = ['iam:SimulatePrincipalPolicy', 'iam:ListAttachedUserPolicies'];

const only = (action: string | null): string[] => (action === null ? [] : [action]);

const rows: Record<string, Row> = {
  'an AWS role': {
    asked: preflights.AWS,
    without: async (world, _ctx, action) => (await world.onboarded({ minusActions: only(action) })).input,
    blinding: [],
  },
  'AWS access keys': {
    asked: preflights.AWS,
    async without(world, ctx, action) {
      const { accountId } = await world.simulator.createAccount();
      const Action = [...preflights.AWS.map((one) => one.action).filter((one) => one !== action), ...ownPolicies];
      const { accessKeys } = await world.simulator.putUser({
        accountId,
        userName: 'scanner',
        inlinePolicies: { Scanner: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } },
      });
      return world.keys(ctx, accessKeys[0]!);
    },
    blinding: [],
  },
  'an Azure client secret': {
    asked: preflights.AZURE,
    without: async (world, ctx, action) => (await world.azureOnboarded(ctx, { onboarding: { minusActions: only(action) } })).input,
    blinding: ['Microsoft.Authorization/permissions/read'],
  },
  'a Google service account key': {
    asked: withConditionsOfCalls(preflights.GCP),
    without: async (world, ctx, action) => (await world.gcpOnboarded(ctx, { minusPermissions: only(action) })).input,
    blinding: [],
  },
};

describe.each(Object.entries(rows))('%s', (_name, { asked, without, blinding }) => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  const named = ({ action, required, checks }: PreflightAction) => ({ action, required, checks: [...checks] });
  const required = asked.filter((one) => one.required && !blinding.includes(one.action));

  it('is good with everything that is asked, and nothing is named', async () => {
    const ctx = world.tenant();
    const { status, test } = await sealed(ctx, await without(world, ctx, null));

    expect(required.length).toBeGreaterThan(5);
    expect(status).toBe('CONNECTED');
    expect(test.missingPermissions).toEqual([]);
    expect(test.steps.map(({ name, outcome }) => [name, outcome])).toEqual(test.steps.map(({ name }) => [name, 'PASSED']));
    expect(test.notices.join()).not.toMatch(/not allowed|could not be verified/i);
  });

  it.each(required)('without $action is refused: that alone is named, with the checks that it costs', async (one) => {
    const { action } = one;
    const ctx = world.tenant();
    const { code, message, remedy, test } = await refused(world, ctx, await without(world, ctx, action));

    expect(code).toBe('MISSING_PERMISSIONS');
    expect(test.missingPermissions).toEqual([named(one)]);
    expect(actionsIn(`${message} ${remedy}`, asked)).toEqual([action]);
    expect(actionsIn(test.notices.join(' '), asked)).toEqual([]);
  });

  it('stays connected without each optional one: that alone is named, as optional', async () => {
    for (const one of asked.filter((any) => !any.required)) {
      const ctx = world.tenant();
      const { status, test } = await sealed(ctx, await without(world, ctx, one.action));

      expect([one.action, status]).toEqual([one.action, 'CONNECTED']);
      expect(test.missingPermissions).toEqual([named(one)]);
      expect(test.steps.find(({ name }) => name === 'permissions')).toMatchObject({ outcome: 'PASSED', code: null });
      expect(actionsIn(test.notices.join(' '), asked)).toEqual([one.action]);
    }
  }, 60_000);

  for (const action of blinding) {
    it(`without ${action}, which tells of all others, names that alone as missing and the others as not verified`, async () => {
      const ctx = world.tenant();
      const { code, test } = await refused(world, ctx, await without(world, ctx, action));

      expect(code).toBe('MISSING_PERMISSIONS');
      expect(test.missingPermissions.map((missing) => missing.action)).toEqual([action]);
      expect(actionsIn(test.notices.join(' '), asked)).toEqual(asked.map((one) => one.action));
    });
  }
});

/** The actions that a text names; one that is part of a longer name is not. */
const actionsIn = (text: string, asked: readonly PreflightAction[]): string[] =>
  asked.map(({ action }) => action).filter((action) => text.split(/[\s,;'"]+/).some((word) => word.replace(/[.:]$/, '') === action));

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import type { Context } from '../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { roleOf as azureRoleOf } from './azure/azure-fix.ts';

/** What a person sees who may do nothing yet, and does what the remedy says: the commands, as far as the simulator needs to know them. */
interface Customer {
  input: VerifyAndSeal;
  /** Does what one command says. */
  run(command: string): Promise<void>;
}

const commandsIn = (remedy: string): string[] => (/`([^`]+)`/.exec(remedy)?.[1] ?? '').split(' && ');

const customers: Record<string, (world: CredentialsWorld, ctx: Context) => Promise<Customer>> = {
  async AWS(world) {
    const { input, accountId, externalId } = await world.onboarded({ permissions: 'none' });
    const inlinePolicies: Record<string, { Version: string; Statement: object[] }> = {
      Own: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['iam:SimulatePrincipalPolicy', 'iam:GetRole', 'iam:ListAttachedRolePolicies'], Resource: '*' }] },
    };
    const trust = { Effect: 'Allow', Principal: { AWS: world.simulator.platform.principalArn }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
    const put = async (): Promise<void> => {
      await world.simulator.putRole({ accountId, roleName: 'OffloadSecurityScanner', trustPolicy: { Version: '2012-10-17', Statement: [trust] }, inlinePolicies } as never);
    };
    await put();
    return {
      input,
      async run(command) {
        const [, name, policy] = /^aws iam put-role-policy --role-name 'OffloadSecurityScanner' --policy-name (\S+) --policy-document '(\{.*\})'$/.exec(command)!;
        inlinePolicies[name!] = JSON.parse(policy!) as (typeof inlinePolicies)[string];
        await put();
      },
    };
  },
  async Azure(world, ctx) {
    const { input, application, subscription } = await world.azureOnboarded(ctx, { onboarding: { permissions: 'none' } });
    return {
      input,
      async run(command) {
        const [, clientId, role, subscriptionId] = /^az role assignment create --assignee (\S+) --role '([^']+)' --scope \/subscriptions\/(\S+)$/.exec(command)!;
        expect([clientId, subscriptionId]).toEqual([application.clientId, subscription.subscriptionId]);
        await world.simulator.azure.assign({ subscriptionId: subscriptionId!, clientId: clientId!, role: role! });
      },
    };
  },
  async 'Google Cloud'(world, ctx) {
    const { input, projectId, email } = await world.gcpOnboarded(ctx, { permissions: 'none' });
    return {
      input,
      async run(command) {
        const [, project, member, role] = /^gcloud projects add-iam-policy-binding '([^']+)' --member='serviceAccount:([^']+)' --role=(\S+) --condition=None$/.exec(command)!;
        expect([project, member]).toEqual([projectId, email]);
        await world.simulator.gcp.bindRole({ projectId: project!, email: member!, role: role! });
      },
    };
  },
};

describe('the remedy for missing permissions', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  it.each(Object.entries(customers))('of %s, followed by somebody who may do nothing yet, connects the account', async (_cloud, customer) => {
    const ctx = world.tenant();
    const { input, run } = await customer(world, ctx);
    let followed = 0;

    let answer = await verifyAndSeal(ctx, input);
    // What nobody could look at before shows only once something may be listed: again, then.
    while (answer.outcome === 'REFUSED' && followed++ < 3) {
      expect(answer.failure.code).toBe('MISSING_PERMISSIONS');
      for (const command of commandsIn(answer.failure.remedy)) await run(command);
      answer = await verifyAndSeal(ctx, input);
    }

    expect(followed).toBeGreaterThan(0);
    expect(answer).toMatchObject({ outcome: 'SEALED', status: 'CONNECTED', test: { excessivePermissions: [] } });
  });

  it('of Azure names no role but those of the onboarding kit', () => {
    const roles = new Set(preflights.AZURE.map(({ action }) => azureRoleOf(action)));
    expect([...roles].sort()).toEqual(['Log Analytics Reader', 'Reader', 'Security Reader']);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionTest } from '@offload/contracts';
import type { Context } from '../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { reaching, type TestedKind } from './testing/failing-step.ts';
import { keylessKinds } from './testing/keyless-kinds.ts';

const goodRole: TestedKind['good'] = async (world) => (await world.onboarded()).input;

async function user(world: CredentialsWorld, managedPolicyArns: string[], deny: string[] = []) {
  const { accountId } = await world.simulator.createAccount();
  const { accessKeys } = await world.simulator.putUser({
    accountId,
    userName: 'scanner',
    managedPolicyArns,
    inlinePolicies: {
      Supplement: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['securityhub:Get*', 'guardduty:Get*', 'guardduty:List*'], Resource: '*' }] },
      ...(deny.length > 0 && { Guardrail: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: deny, Resource: '*' }] } }),
    },
  });
  return accessKeys[0]!;
}
const securityAudit = 'arn:aws:iam::aws:policy/SecurityAudit';
const goodKeys: TestedKind['good'] = async (world, ctx) => world.keys(ctx, await user(world, [securityAudit]));

const goodAzure: TestedKind['good'] = async (world, ctx) => (await world.azureOnboarded(ctx)).input;
const goodGcp: TestedKind['good'] = async (world, ctx) => (await world.gcpOnboarded(ctx)).input;

const rows: Record<string, TestedKind> = {
  ...keylessKinds,
  'an AWS role': {
    steps: ['reach', 'clock', 'platform-identity', 'authenticate', 'identity', 'external-id', 'regions', 'permissions', 'excess'],
    good: goodRole,
    failing: [
      ...reaching(goodRole),
      {
        step: 'platform-identity',
        code: 'PLATFORM_IDENTITY_BROKEN',
        remedy: /Ask the operator of the platform/,
        enter: goodRole,
        context: (world) => world.tenantWith({ aws: { platform: async () => ({ accessKeyId: 'AKIAOURSISGONE000000', secretAccessKey: 'x'.repeat(40) }) } }),
      },
      {
        step: 'authenticate',
        code: 'ROLE_NOT_ASSUMABLE',
        remedy: /sts:ExternalId/,
        async enter(world) {
          const { input, accountId } = await world.onboarded();
          await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
          return input;
        },
      },
      {
        step: 'identity',
        code: 'WRONG_ACCOUNT',
        remedy: /999999999999/,
        enter: async (world) => ({ ...(await world.onboarded()).input, expectedProviderAccountId: '999999999999' }),
      },
      {
        step: 'external-id',
        code: 'EXTERNAL_ID_NOT_REQUIRED',
        remedy: /`aws iam update-assume-role-policy --role-name 'OffloadSecurityScanner' --policy-document '\{.*"sts:ExternalId":"<the external ID>"/,
        async enter(world) {
          const { input } = await world.onboarded({ externalId: null });
          return { ...input, material: { ...input.material, externalId: `external-id-${newId()}` } as VerifyAndSeal['material'] };
        },
      },
      {
        step: 'regions',
        code: 'REGION_NOT_ENABLED',
        remedy: /Enable the region/,
        enter: async (world) => ({ ...(await world.onboarded()).input, regions: ['me-south-1'] }),
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /Terraform.*`aws iam put-role-policy --role-name 'OffloadSecurityScanner' .*"Action":\["rds:DescribeDBInstances"\]/,
        enter: async (world) => (await world.onboarded({ minusActions: ['rds:DescribeDBInstances'] })).input,
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`aws iam detach-role-policy --role-name 'OffloadSecurityScanner' --policy-arn arn:aws:iam::aws:policy\/AdministratorAccess`/,
        enter: async (world) => (await world.onboarded({ permissions: 'administrator' })).input,
      },
    ],
  },
  'AWS access keys': {
    steps: ['reach', 'clock', 'authenticate', 'identity', 'regions', 'permissions', 'excess'],
    good: goodKeys,
    failing: [
      ...reaching(goodKeys),
      {
        step: 'authenticate',
        code: 'INVALID_CREDENTIALS',
        remedy: /access key/,
        enter: (world, ctx) => world.keys(ctx, { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x'.repeat(40) }),
      },
      {
        step: 'identity',
        code: 'ROOT_CREDENTIALS',
        remedy: /role \(recommended\)/,
        enter: async (world, ctx) => world.keys(ctx, (await world.simulator.createAccount()).rootAccessKey),
      },
      {
        step: 'regions',
        code: 'REGION_NOT_ENABLED',
        remedy: /Enable the region/,
        enter: async (world, ctx) => ({ ...(await goodKeys(world, ctx)), regions: ['me-south-1'] }),
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /`aws iam put-user-policy --user-name 'scanner' .*"Action":\["rds:DescribeDBInstances"\]/,
        enter: async (world, ctx) => world.keys(ctx, await user(world, [securityAudit], ['rds:DescribeDBInstances'])),
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`aws iam detach-user-policy --user-name 'scanner' --policy-arn arn:aws:iam::aws:policy\/AdministratorAccess`/,
        enter: async (world, ctx) => world.keys(ctx, await user(world, ['arn:aws:iam::aws:policy/AdministratorAccess'])),
      },
    ],
  },
  'an Azure client secret': {
    steps: ['reach', 'clock', 'authenticate', 'identity', 'providers', 'permissions', 'excess'],
    good: goodAzure,
    failing: [
      ...reaching(goodAzure),
      {
        step: 'authenticate',
        code: 'INVALID_CREDENTIALS',
        remedy: /value of the secret/,
        async enter(world, ctx) {
          const { input } = await world.azureOnboarded(ctx);
          return { ...input, material: { ...input.material, clientSecret: await world.seal(ctx, `wrong~${'x'.repeat(34)}`) } as VerifyAndSeal['material'] };
        },
      },
      {
        step: 'identity',
        code: 'WRONG_ACCOUNT',
        remedy: /subscription/,
        async enter(world, ctx) {
          const [mine, other] = [await world.azureOnboarded(ctx), await world.azureOnboarded(ctx)];
          return { ...mine.input, expectedProviderAccountId: other.subscription.subscriptionId };
        },
      },
      {
        step: 'providers',
        code: 'API_NOT_ENABLED',
        isConnected: true,
        remedy: /az provider register --namespace Microsoft\.Security/,
        async enter(world, ctx) {
          const { input, subscription } = await world.azureOnboarded(ctx);
          await world.simulator.azure.setProvider({ subscriptionId: subscription.subscriptionId, namespace: 'Microsoft.Security', registered: false });
          return input;
        },
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /Terraform.*`az role assignment create --assignee [0-9a-f-]{36} --role 'Reader' --scope \/subscriptions\/[0-9a-f-]{36}`/,
        enter: async (world, ctx) => (await world.azureOnboarded(ctx, { onboarding: { minusActions: ['Microsoft.Compute/disks/read'] } })).input,
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`az role assignment list .*az role assignment delete --assignee [0-9a-f-]{36} --role <role> --scope \/subscriptions\/[0-9a-f-]{36}`/,
        enter: async (world, ctx) => (await world.azureOnboarded(ctx, { onboarding: { permissions: 'contributor' } })).input,
      },
    ],
  },
  'a Google service account key': {
    steps: ['reach', 'clock', 'authenticate', 'project', 'apis', 'permissions', 'excess'],
    good: goodGcp,
    failing: [
      ...reaching(goodGcp),
      {
        step: 'authenticate',
        code: 'INVALID_CREDENTIALS',
        remedy: /new key/,
        async enter(world, ctx) {
          const { input, email, key } = await world.gcpOnboarded(ctx);
          await world.simulator.gcp.revokeKey({ email, keyId: key.private_key_id });
          return input;
        },
      },
      {
        step: 'project',
        code: 'WRONG_ACCOUNT',
        remedy: /project id/,
        async enter(world, ctx) {
          const { projectId } = await world.simulator.gcp.createProject({ size: 0 });
          return { ...(await world.gcpOnboarded(ctx)).input, expectedProviderAccountId: projectId };
        },
      },
      {
        step: 'apis',
        code: 'API_NOT_ENABLED',
        remedy: /gcloud services enable cloudasset\.googleapis\.com --project=/,
        async enter(world, ctx) {
          const { input, projectId } = await world.gcpOnboarded(ctx);
          await world.simulator.gcp.setApi({ projectId, service: 'cloudasset.googleapis.com', enabled: false });
          return input;
        },
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /Terraform.*`gcloud projects add-iam-policy-binding '[a-z0-9-]+' --member='serviceAccount:[^']+' --role=roles\/cloudasset\.viewer --condition=None`/,
        enter: async (world, ctx) => (await world.gcpOnboarded(ctx, { minusPermissions: ['cloudasset.assets.listResource'] })).input,
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`gcloud projects get-iam-policy .*gcloud projects remove-iam-policy-binding '[a-z0-9-]+' --member='serviceAccount:[^']+' --role=<role> --all`/,
        enter: async (world, ctx) => (await world.gcpOnboarded(ctx, { permissions: 'editor' })).input,
      },
    ],
  },
};

describe.each(Object.entries(rows))('the connection test of %s', (_name, { steps, good, failing }) => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(async () => {
    await world.simulator.faults.clear();
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  async function testOf(ctx: Context, input: VerifyAndSeal): Promise<ConnectionTest> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome === 'INVALID') throw new Error(JSON.stringify(answer));
    return answer.outcome === 'SEALED' ? answer.test : answer.failure.test;
  }

  it('takes all its steps, in this order, and says nothing of those that pass', async () => {
    const ctx = world.tenant();
    const test = await testOf(ctx, await good(world, ctx));

    expect(test.ok).toBe(true);
    expect(test.steps).toEqual(steps.map((name) => ({ name, outcome: 'PASSED', code: null, message: null, remedy: null })));
  });

  it('can fail at each of them', () => {
    expect(failing.map(({ step }) => step)).toEqual(steps);
  });

  it.each(failing)('fails at "$step" with $code, says what was seen and what to do, and goes no further than it can', async ({ step, code, remedy, isConnected, enter, context }) => {
    const ctx = context?.(world) ?? world.tenant();
    const input = await enter(world, ctx);

    const test = await testOf(ctx, input);

    expect([test.ok, test.steps.map(({ name }) => name)]).toEqual([isConnected ?? false, steps]);
    const at = steps.indexOf(step);
    expect(test.steps[at]).toMatchObject({ name: step, outcome: 'FAILED', code, message: expect.stringMatching(/\w{3}/), remedy: expect.stringMatching(remedy) });
    expect(test.steps.slice(0, at).map(({ outcome }) => outcome)).toEqual(steps.slice(0, at).map(() => 'PASSED'));
    // What is too much is worth knowing also where there is too little: that step is taken after missing permissions, too.
    const isGoingOn = isConnected ?? step === 'permissions';
    expect(test.steps.slice(at + 1).map(({ outcome }) => outcome)).toEqual(steps.slice(at + 1).map(() => (isGoingOn ? 'PASSED' : 'SKIPPED')));
  });
});

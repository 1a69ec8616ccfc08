import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, preflights } from '@offload/contracts';
import type { Context } from '../context.ts';
import type { VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { outcomes, sealed } from '../testing/connecting.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { leaseCredential, type LeaseInput, type LeaseOutput } from './lease-credential.ts';

/** A credential that may do more than read is connected, and named for it; what its leases may do is the least that the provider lets us make them. */
describe('a credential that may write', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  async function connected(ctx: Context, input: VerifyAndSeal): Promise<{ cloudAccountId: string; excessive: string[] }> {
    const { test, status } = await sealed(ctx, input);
    expect(status).toBe('CONNECTED');
    expect(outcomes(test).excess).toBe('FAILED');
    const excess = test.steps.find(({ name }) => name === 'excess');
    for (const named of test.excessivePermissions) expect(excess?.message).toContain(named);
    expect(excess?.remedy).not.toBeNull();
    await world.simulator.clearRecorded();
    return { cloudAccountId: input.cloudAccountId, excessive: test.excessivePermissions };
  }

  const leaseFor = async (ctx: Context, cloudAccountId: string, changes: Partial<LeaseInput>): Promise<Extract<LeaseOutput, { outcome: 'LEASED' }>['lease']> => {
    const job = { cloudAccountId, scanId: newId(), jobId: newId(), region: 'us-east-1', signingNames: [], actions: [], ...changes };
    const answer = await leaseCredential(ctx, job, world.simulator.endpoint);
    if (answer.outcome !== 'LEASED') throw new Error(`expected a lease, got ${JSON.stringify(answer)}`);
    return answer.lease;
  };
  const recorded = async (operation: string) => (await world.simulator.recorded()).filter((call) => call.operation === operation);

  /** A request to a provider's real address, which the simulator answers. */
  async function send(url: string, accessToken: string, init: RequestInit = {}): Promise<number> {
    const { host, pathname, search } = new URL(url);
    const headers = { 'x-simulator-host': host, authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    return (await fetch(`${world.simulator.endpoint}${pathname}${search}`, { ...init, headers })).status;
  }

  describe('an administrator’s role in AWS', () => {
    const writes = [
      ['iam', 'CreateUser', { UserName: 'made-by-a-lease' }],
      ['ec2', 'TerminateInstances', { InstanceIds: ['i-00000000000000000'] }],
      ['s3', 'PutObject', { Bucket: 'any-bucket', Key: 'any', Body: 'any' }],
    ] as const;

    it('is named, and each attempt to write with a lease is denied by its session policy', async () => {
      const ctx = world.tenant();
      const { input, accountId, roleArn, externalId } = await world.onboarded({ permissions: 'administrator' });
      const { cloudAccountId, excessive } = await connected(ctx, input);
      expect(excessive).toEqual(expect.arrayContaining(['AdministratorAccess', 'iam:CreateUser', 'ec2:TerminateInstances', 's3:PutObject']));

      // What a job of each service may do at most.
      for (const [service, operation, parameters] of writes) {
        const actions = preflights.AWS.map(({ action }) => action).filter((action) => action.startsWith(`${service}:`));
        const lease = await leaseFor(ctx, cloudAccountId, { actions, signingNames: [service] });
        if (lease.kind !== 'AWS_SESSION') throw new Error('expected a session');
        const attempt = world.aws.connector.as(lease, 'us-east-1').call(service, operation, parameters);

        await expect(attempt).rejects.toMatchObject({ kind: 'DENIED' });
        expect(await recorded(`${service}:${operation}`)).toMatchObject([
          { outcome: 'denied', count: 1, principal: expect.stringContaining(`:${accountId}:assumed-role/OffloadSecurityScanner/offload-`) },
        ]);
      }

      // It is the session policy that denies: the role itself may.
      const platform = world.aws.connector.as(world.aws.platform, 'us-east-1');
      const whole = await platform.call<{ Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } }>('sts', 'AssumeRole', {
        RoleArn: roleArn,
        RoleSessionName: 'not-narrowed',
        ExternalId: externalId,
      });
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = whole.Credentials;
      await world.aws.connector.as({ accessKeyId, secretAccessKey, sessionToken }, 'us-east-1').call('iam', 'CreateUser', { UserName: 'made-by-the-role' });
    });
  });

  describe('in Azure', () => {
    it.each([
      ['Owner', ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Compute/virtualMachines/delete']],
      ['Contributor', ['Microsoft.Compute/virtualMachines/delete', 'Microsoft.Storage/storageAccounts/listKeys/action']],
    ])('%s is named; nothing narrows its token, so that only taking the role away ends it', async (role, named) => {
      const ctx = world.tenant();
      const { input, subscription } = await world.azureOnboarded(ctx, { onboarding: { roles: ['Reader', 'Security Reader', 'Log Analytics Reader', role] } });
      const { cloudAccountId, excessive } = await connected(ctx, input);
      expect(excessive).toEqual(expect.arrayContaining(named));

      const lease = await leaseFor(ctx, cloudAccountId, { actions: ['Microsoft.Compute/virtualMachines/read'] });
      if (lease.kind !== 'AZURE_TOKEN') throw new Error('expected a token');
      const machine = `${subscription.subscriptionId}/resourceGroups/any/providers/Microsoft.Compute/virtualMachines/any`;
      expect(await send(`https://management.azure.com/subscriptions/${machine}?api-version=2024-07-01`, lease.accessToken, { method: 'DELETE' })).not.toBe(403);
    });

    it('the roles of the onboarding kit may not: the attempt is denied', async () => {
      const ctx = world.tenant();
      const { input, subscription } = await world.azureOnboarded(ctx);
      await sealed(ctx, input);
      await world.simulator.clearRecorded();

      const lease = await leaseFor(ctx, input.cloudAccountId, { actions: ['Microsoft.Compute/virtualMachines/read'] });
      if (lease.kind !== 'AZURE_TOKEN') throw new Error('expected a token');
      const machine = `${subscription.subscriptionId}/resourceGroups/any/providers/Microsoft.Compute/virtualMachines/any`;
      expect(await send(`https://management.azure.com/subscriptions/${machine}?api-version=2024-07-01`, lease.accessToken, { method: 'DELETE' })).toBe(403);
      expect(await recorded('arm.VirtualMachines_Delete')).toMatchObject([{ outcome: 'denied', count: 1 }]);
    });
  });

  describe('in Google Cloud', () => {
    it.each([
      ['roles/owner', ['resourcemanager.projects.setIamPolicy', 'iam.serviceAccounts.getAccessToken', 'secretmanager.versions.access']],
      ['roles/editor', ['iam.serviceAccounts.actAs', 'storage.buckets.delete', 'iam.serviceAccountKeys.create']],
    ])('%s is named; a lease writes nowhere whose scope can be narrowed to reading', async (role, named) => {
      const ctx = world.tenant();
      const { input, projectId, email } = await world.gcpOnboarded(ctx);
      await world.simulator.gcp.bindRole({ projectId, email, role });
      const { cloudAccountId, excessive } = await connected(ctx, input);
      expect(excessive).toEqual(expect.arrayContaining(named));

      const createKey = `https://iam.googleapis.com/v1/projects/${projectId}/serviceAccounts/${email}/keys`;
      const attempt = async (action: string): Promise<number> => {
        const lease = await leaseFor(ctx, cloudAccountId, { actions: [action] });
        if (lease.kind !== 'GCP_TOKEN') throw new Error('expected a token');
        return send(createKey, lease.accessToken, { method: 'POST', body: '{}' });
      };

      expect(await attempt('artifactregistry.repositories.list')).toBe(403);
      expect(await recorded('iam.projects.serviceAccounts.keys.create')).toMatchObject([{ outcome: 'denied', count: 1 }]);
      // Cloud Asset Inventory knows no scope that only reads: there the roles alone keep a lease from writing, which is why they are named.
      expect(await attempt('cloudasset.assets.listResource')).not.toBe(403);
    });
  });
});

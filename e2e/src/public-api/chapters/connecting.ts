import { expect, it } from '@jest/globals';
import {
  CloudAccountChoicesDocument,
  CloudAccountsDocument,
  ConnectAwsAccountDocument,
  ConnectAzureAccountDocument,
  ConnectGcpAccountDocument,
  CreateOnboardingKitDocument,
  OnboardingKitDocument,
  type ConnectCloudAccountAnswerFragment,
} from '@offload/client';
import type { Chapter } from '../public-api.ts';

/** Connects an account of each cloud. Leaves in `ids`: AWS, AZURE, GCP, and the kit. */
export const connecting: Chapter = (api) => {
  const connected = (answer: ConnectCloudAccountAnswerFragment): string => {
    if (answer.__typename !== 'CloudAccount') throw new Error(JSON.stringify(answer));
    expect(answer).toMatchObject({ status: 'CONNECTED', simulated: true });
    return answer.id;
  };
  let awsInput: { name: string; role: { roleArn: string; externalId: string } };

  it('makes a kit for each cloud, and finds it again', async () => {
    for (const provider of ['AWS', 'AZURE', 'GCP'] as const) {
      const { createOnboardingKit: kit } = await api().run(CreateOnboardingKitDocument, { provider });
      if (kit.__typename !== 'OnboardingKit') throw new Error(JSON.stringify(kit));
      expect(kit).toMatchObject({ provider, terraform: expect.stringContaining('module'), permissions: expect.arrayContaining([expect.objectContaining({ required: true })]) });
      api().ids['kit'] = kit.id;
      const { onboardingKit } = await api().run(OnboardingKitDocument, { id: kit.id });
      expect({ ...onboardingKit, __typename: 'OnboardingKit' }).toEqual(kit);
    }
  });

  it('connects an AWS account by the role that a kit asks for', async () => {
    const { simulator } = api().story;
    const { createOnboardingKit: kit } = await api().run(CreateOnboardingKitDocument, { provider: 'AWS' });
    if (kit.__typename !== 'OnboardingKit') throw new Error(JSON.stringify(kit));
    const { accountId } = await simulator.createAccount();
    const { roleArn } = await simulator.applyOnboarding({ accountId, externalId: kit.externalId!, principalArn: kit.awsPrincipalArn! });
    awsInput = { name: 'Production', role: { roleArn, externalId: kit.externalId! } };
    const { connectAwsAccount } = await api().run(ConnectAwsAccountDocument, { input: awsInput });
    api().ids['AWS'] = connected(connectAwsAccount);
    api().ids['AWS account'] = accountId;
  });

  it('connects an Azure subscription and a Google Cloud project', async () => {
    const { azure, gcp } = api().story.simulator;
    const { subscriptionId } = await azure.createSubscription();
    const { directoryId, clientId, clientSecret } = await azure.applyOnboarding({ subscriptionId });
    const { connectAzureAccount } = await api().run(ConnectAzureAccountDocument, { input: { name: 'Billing', tenantId: directoryId, clientId, subscriptionId, clientSecret } });
    api().ids['AZURE'] = connected(connectAzureAccount);
    Object.assign(api().ids, { subscriptionId, clientId });

    const { projectId } = await gcp.createProject();
    const { key } = await gcp.applyOnboarding({ projectId });
    const { connectGcpAccount } = await api().run(ConnectGcpAccountDocument, { input: { name: 'Analytics', projectId, serviceAccountKey: { ...key } } });
    api().ids['GCP'] = connected(connectGcpAccount);
  });

  it('answers what cannot be connected with its reason and a remedy', async () => {
    const input = { name: 'Bad', role: { roleArn: 'not-an-arn', externalId: 'an-external-id-that-is-long' } };
    const { connectAwsAccount: malformed } = await api().run(ConnectAwsAccountDocument, { input });
    expect(malformed).toMatchObject({ __typename: 'InvalidCredentialInput', field: 'role.roleArn', reason: expect.any(String), remedy: expect.any(String) });

    const { accountId } = await api().story.simulator.createAccount();
    const roleArn = `arn:aws:iam::${accountId}:role/NoSuchRole`;
    const { connectAwsAccount: refused } = await api().run(ConnectAwsAccountDocument, { input: { ...input, role: { ...input.role, roleArn } } });
    expect(refused).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE', test: { ok: false, steps: expect.arrayContaining([expect.objectContaining({ outcome: 'FAILED' })]) } });

    const { connectAwsAccount: twice } = await api().run(ConnectAwsAccountDocument, { input: awsInput });
    expect(twice).toMatchObject({ __typename: 'CloudAccountAlreadyConnected', cloudAccount: { id: api().ids['AWS'] } });
  });

  it('lists them, page by page, and offers them by name', async () => {
    const { cloudAccounts: first } = await api().run(CloudAccountsDocument, { first: 2 });
    const { cloudAccounts: rest } = await api().run(CloudAccountsDocument, { first: 2, after: first.pageInfo.endCursor });
    expect([first.totalCount, first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([3, true, false]);
    expect([...first.edges, ...rest.edges].map(({ node }) => node.name)).toEqual(['Analytics', 'Billing', 'Production']);
    for (const { node } of first.edges) expect(node.credential).toMatchObject({ rotation: 'FRESH', ageDays: 0 });

    const { cloudAccounts: named } = await api().run(CloudAccountChoicesDocument, { nameContains: 'bill' });
    expect(named.nodes).toEqual([{ id: api().ids['AZURE'], name: 'Billing', provider: 'AZURE', status: 'CONNECTED' }]);
  });
};

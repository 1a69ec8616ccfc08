import { connectBy, requestKit, type DemoAccount } from './demo-account.ts';

/** By a role that the platform assumes with the kit's external ID. */
export const awsDemoAccount: DemoAccount = {
  title: 'AWS',

  async connect(graph, cloud) {
    const { externalId, awsPrincipalArn } = await requestKit(graph, 'AWS', 'externalId awsPrincipalArn');
    const { accountId } = await cloud.createAccount();
    const { roleArn } = await cloud.applyOnboarding({ accountId, externalId: externalId!, principalArn: awsPrincipalArn! });
    return connectBy(graph, 'connectAwsAccount', { name: 'Demo on AWS', role: { roleArn, externalId } });
  },
};

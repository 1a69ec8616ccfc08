import { connectBy, type DemoAccount } from './demo-account.ts';

/** By an application's client secret. */
export const azureDemoAccount: DemoAccount = {
  title: 'Azure',

  async connect(graph, cloud) {
    const { subscriptionId } = await cloud.azure.createSubscription();
    const { directoryId, clientId, clientSecret } = await cloud.azure.applyOnboarding({ subscriptionId });
    return connectBy(graph, 'connectAzureAccount', { name: 'Demo on Azure', tenantId: directoryId, clientId, subscriptionId, clientSecret });
  },
};

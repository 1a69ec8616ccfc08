import { connectBy, requestKit, type DemoAccount } from './demo-account.ts';

/** By an application that trusts the platform itself for the subject of the kit: there is no secret. */
export const azureDemoAccount: DemoAccount = {
  title: 'Azure',

  async connect(graph, cloud) {
    const { id: onboardingKitId, oidcIssuer, subject, audience } = await requestKit(graph, 'AZURE', 'oidcIssuer subject audience');
    // Nobody's name on the internet: the simulated Azure reads the issuer's documents where the platform is.
    await cloud.trustIssuer({ issuer: oidcIssuer!, url: graph.url });
    const { subscriptionId } = await cloud.azure.createSubscription();
    const federated = { issuer: oidcIssuer!, subject: subject!, audience: audience! };
    const { directoryId: tenantId, clientId } = await cloud.azure.applyOnboarding({ subscriptionId, federated });
    return connectBy(graph, 'connectAzureAccount', { name: 'Demo on Azure', tenantId, clientId, subscriptionId, onboardingKitId });
  },
};

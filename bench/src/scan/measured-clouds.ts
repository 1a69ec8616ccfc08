import type { GraphClient } from '@offload/embedded/graph-client';
import type { SimulatorControl } from '@offload/simulator';

/** How a simulated account of a provider is made and let in. */
export interface MeasuredCloud {
  /** Makes an account of about so many resources. Gives its id, and how many there are. */
  create(cloud: SimulatorControl, size: number): Promise<{ accountId: string; resources: number }>;
  /** Does what its customer does. Gives what the mutation takes. */
  onboard(cloud: SimulatorControl, graph: GraphClient, accountId: string): Promise<{ mutation: string; input: Record<string, unknown> }>;
}

const aws: MeasuredCloud = {
  async create(cloud, size) {
    const { accountId } = await cloud.createAccount({ size });
    return { accountId, resources: (await cloud.counts(accountId)).total };
  },
  async onboard(cloud, graph, accountId) {
    const { kit } = await graph.request<{ kit: { externalId: string; awsPrincipalArn: string } }>(
      `mutation { kit: createOnboardingKit(provider: AWS) { ... on OnboardingKit { externalId awsPrincipalArn } } }`,
    );
    const { roleArn } = await cloud.applyOnboarding({ accountId, externalId: kit.externalId, principalArn: kit.awsPrincipalArn });
    return { mutation: 'connectAwsAccount', input: { role: { roleArn, externalId: kit.externalId } } };
  },
};

const azure: MeasuredCloud = {
  async create(cloud, size) {
    const { subscriptionId } = await cloud.azure.createSubscription({ size });
    return { accountId: subscriptionId, resources: (await cloud.azure.counts(subscriptionId)).total };
  },
  async onboard(cloud, _graph, subscriptionId) {
    const { directoryId: tenantId, clientId, clientSecret } = await cloud.azure.applyOnboarding({ subscriptionId });
    return { mutation: 'connectAzureAccount', input: { tenantId, clientId, subscriptionId, clientSecret } };
  },
};

const gcp: MeasuredCloud = {
  async create(cloud, size) {
    const { projectId } = await cloud.gcp.createProject({ size });
    return { accountId: projectId, resources: (await cloud.gcp.counts(projectId)).total };
  },
  async onboard(cloud, _graph, projectId) {
    const { key } = await cloud.gcp.applyOnboarding({ projectId });
    return { mutation: 'connectGcpAccount', input: { projectId, serviceAccountKey: key } };
  },
};

/** By the names that the command line takes. */
export const measuredClouds: Readonly<Record<string, MeasuredCloud>> = { aws, azure, gcp };

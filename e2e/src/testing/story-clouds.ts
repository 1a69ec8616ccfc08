import type { CloudProvider } from '@offload/contracts';
import type { Simulator } from '@offload/simulator';
import { broughtExternalId } from './graph.ts';

/** An account whose customer has let the platform in, and what connects it. */
export interface Onboarded {
  readonly mutation: string;
  readonly input: Record<string, unknown>;
  /** What the simulator writes down as who called. */
  readonly principalPrefix: string;
}

/** How a story lets the platform into an account of a provider. */
export interface StoryCloud {
  readonly provider: CloudProvider;
  /** Makes an account, and lets the platform in: as the Terraform does, or with these actions alone. */
  onboard(simulator: Simulator, actions?: readonly string[]): Promise<Onboarded>;
}

const aws: StoryCloud = {
  provider: 'AWS',
  async onboard(simulator, actions) {
    const { accountId } = await simulator.createAccount();
    const externalId = `${broughtExternalId}-${accountId}`;
    const { roleArn } = await simulator.applyOnboarding({
      accountId,
      externalId,
      principalArn: simulator.platform.principalArn,
      ...(actions && { permissions: 'strict' as const, actions: [...actions] }),
    });
    return {
      mutation: 'connectAwsAccount',
      input: { name: 'AWS', role: { roleArn, externalId } },
      principalPrefix: `arn:aws:sts::${accountId}:assumed-role/OffloadSecurityScanner/`,
    };
  },
};

const azure: StoryCloud = {
  provider: 'AZURE',
  async onboard(simulator, actions) {
    const { subscriptionId } = await simulator.azure.createSubscription();
    const { directoryId, clientId, clientSecret, objectId } = await simulator.azure.applyOnboarding({
      subscriptionId,
      ...(actions && { permissions: 'strict' as const, strictActions: [...actions] }),
    });
    return {
      mutation: 'connectAzureAccount',
      input: { name: 'Azure', tenantId: directoryId, clientId, subscriptionId, clientSecret },
      principalPrefix: `azure:${objectId}`,
    };
  },
};

const gcp: StoryCloud = {
  provider: 'GCP',
  async onboard(simulator, actions) {
    const { projectId } = await simulator.gcp.createProject();
    const { email, key } = await simulator.gcp.applyOnboarding({
      projectId,
      ...(actions && { permissions: 'strict' as const, strictPermissions: [...actions] }),
    });
    return {
      mutation: 'connectGcpAccount',
      input: { name: 'Google Cloud', projectId, serviceAccountKey: key },
      principalPrefix: `gcp:${email}`,
    };
  },
};

/** One of each provider. */
export const storyClouds: readonly StoryCloud[] = [aws, azure, gcp];

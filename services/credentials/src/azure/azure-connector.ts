import type { Clouds } from '../clouds.ts';
import { armCaller, askArm, type ArmCaller } from './arm-caller.ts';
import { classifyArmFailure } from './azure-error.ts';
import { createAzureTransport } from './azure-transport.ts';
import { loadAzureIdentity, signIn, type AzurePrincipal, type AzureToken } from './sign-in.ts';

/** What Resource Manager tells anybody, before anyone has signed in. */
export interface AzureReach {
  /** How far Azure's clock is ahead of ours, in ms; null when the answer had no date. */
  clockOffsetMs: number | null;
  /** The directory that the subscription belongs to; null when Azure does not say, also for a subscription that does not exist. */
  directoryId: string | null;
}

export interface AzureConnector {
  /** Asks for a subscription without a token: whether Azure can be reached, what time it has there, whose the subscription is. @throws AzureError */
  reach(subscriptionId: string): Promise<AzureReach>;
  /** @throws AzureError */
  signIn(principal: AzurePrincipal): Promise<AzureToken>;
  /** Makes calls with a token. */
  as(token: AzureToken): ArmCaller;
  /** Imports the SDK ahead of the first connection test. */
  preload(): Promise<void>;
  close(): void;
}

const reachable = [200, 400, 401, 403, 404];

/** `Bearer authorization_uri="https://login.windows.net/<directory>", error="invalid_token" …` */
const challenge = /authorization_uri="https:\/\/[\w.]+\/([0-9a-f-]{36})\/?"/i;

/** The ways to Azure that go where `clouds` says. */
export function createAzureConnector(clouds: Clouds, now: () => Date): AzureConnector {
  const transport = createAzureTransport(clouds);

  return {
    async reach(subscriptionId) {
      const path = `/subscriptions/${subscriptionId}?api-version=2022-12-01`;
      const { status, headers, bodyAsText } = await askArm(transport, path, null);
      if (!reachable.includes(status)) throw classifyArmFailure('GET /subscriptions', { status, text: bodyAsText ?? '' });

      const date = Date.parse(headers.get('date') ?? '');
      return {
        clockOffsetMs: Number.isNaN(date) ? null : date - now().getTime(),
        directoryId: challenge.exec(headers.get('www-authenticate') ?? '')?.[1]?.toLowerCase() ?? null,
      };
    },
    signIn: (principal) => signIn(transport, principal),
    as: ({ accessToken }) => armCaller(transport, accessToken),
    async preload() {
      await loadAzureIdentity();
    },
    close: () => transport.close(),
  };
}

import type { CloudProvider } from '@offload/contracts';

/** What a customer was given to let the platform in. */
export interface OnboardingKit {
  id: string;
  provider: CloudProvider;
  externalId: string | null;
  /** The connection that it was used for last; null before the first. */
  connectedAccountId: string | null;
  createdAt: Date;
}

export interface ProviderNotAvailable {
  kind: 'ProviderNotAvailable';
  message: string;
  provider: CloudProvider;
}

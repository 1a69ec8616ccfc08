import type { CloudProvider } from '@offload/contracts';

/** What a customer was given to let the platform in. */
export interface OnboardingKit {
  id: string;
  provider: CloudProvider;
  externalId: string | null;
  createdAt: Date;
}

export interface ProviderNotAvailable {
  kind: 'ProviderNotAvailable';
  message: string;
  provider: CloudProvider;
}

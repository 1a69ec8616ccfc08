import type { GcpServiceAccount } from './service-account-key.ts';

/** A service account that the platform acts as by workload identity federation: names alone, nothing secret. */
export interface GcpWorkloadIdentity extends GcpServiceAccount {
  kind: 'GCP_WORKLOAD_IDENTITY';
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  provider: string;
  /** What the platform's issuer vouches for: `offload:<tenant>:<kit>`. */
  subject: string;
}

/** What a provider takes assertions for, unless it was told otherwise: its own name. https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers */
export const audienceOf = ({ provider }: Pick<GcpWorkloadIdentity, 'provider'>): string => `https://iam.googleapis.com/${provider}`;

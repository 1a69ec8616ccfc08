import type { CloudProvider } from '@offload/contracts';

/** An account as the tenant connected it. */
export interface CloudAccount {
  id: string;
  name: string;
  provider: CloudProvider;
  providerAccountId: string;
  status: 'CONNECTED' | 'DEGRADED' | 'DISCONNECTED';
  credentialId: string;
  regions: string[] | null;
  simulated: boolean;
  idempotencyKey: string | null;
  /** Counts what was told of the account. */
  version: number;
  connectedAt: Date;
  disconnectedAt: Date | null;
}

/** Which accounts to list; what is not said does not matter. */
export interface CloudAccountSelection {
  provider?: CloudProvider | null;
  statuses?: readonly string[] | null;
  nameContains?: string | null;
}

import type { RotationState } from '@offload/contracts';
import type { CredentialKind } from '../providers/credential-provider.ts';

const dayMs = 24 * 60 * 60 * 1000;
export const dueSoonDays = 60;
export const overdueDays = 90;

/** Secrets that stay good until somebody changes them. */
export const ageingKinds: readonly CredentialKind[] = ['AWS_ACCESS_KEYS', 'AZURE_CLIENT_SECRET', 'GCP_SERVICE_ACCOUNT_KEY'];

/** What a credential's age is counted from. */
export interface Aged {
  kind: CredentialKind;
  /** When the provider made the secret, where it tells. */
  issuedAt: Date | null;
  /** When it was sealed. */
  createdAt: Date;
}

/** How many whole days old a credential is: since the provider made it, or, where the provider does not tell, since it was sealed. */
export const ageInDays = ({ issuedAt, createdAt }: Omit<Aged, 'kind'>, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - (issuedAt ?? createdAt).getTime()) / dayMs));

/** Whether it is time to rotate a credential. Roles and workload identities hold no secret, and temporary credentials end by themselves: they do not age. */
export function rotationOf(credential: Aged, now: Date): RotationState {
  if (!ageingKinds.includes(credential.kind)) return 'NOT_APPLICABLE';
  const age = ageInDays(credential, now);
  if (age >= overdueDays) return 'OVERDUE';
  return age >= dueSoonDays ? 'DUE_SOON' : 'FRESH';
}

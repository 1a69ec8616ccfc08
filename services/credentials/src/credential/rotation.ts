import type { CredentialKind } from '../providers/credential-provider.ts';

export type RotationState = 'FRESH' | 'DUE_SOON' | 'OVERDUE' | 'NOT_APPLICABLE';

const dayMs = 24 * 60 * 60 * 1000;
const dueSoonDays = 60;
const overdueDays = 90;

/** Secrets that stay good until somebody changes them. */
const ageingKinds: readonly CredentialKind[] = ['AWS_ACCESS_KEYS', 'AZURE_CLIENT_SECRET', 'GCP_SERVICE_ACCOUNT_KEY'];

/** How many whole days ago something was. */
export const ageInDays = (since: Date, now: Date): number => Math.max(0, Math.floor((now.getTime() - since.getTime()) / dayMs));

/** Whether it is time to rotate a credential. Roles and workload identities hold no secret, and temporary credentials end by themselves: they do not age. */
export function rotationOf({ kind, createdAt }: { kind: CredentialKind; createdAt: Date }, now: Date): RotationState {
  if (!ageingKinds.includes(kind)) return 'NOT_APPLICABLE';
  const age = ageInDays(createdAt, now);
  if (age >= overdueDays) return 'OVERDUE';
  return age >= dueSoonDays ? 'DUE_SOON' : 'FRESH';
}

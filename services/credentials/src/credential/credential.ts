import type { ConnectedStatus, ConnectionTest, RotationState } from '@offload/contracts';
import type { CredentialKind } from '../providers/credential-provider.ts';

/**
 * `UNCLAIMED`: of an account that is being connected; it is destroyed when the connection does not come about. `ACTIVE`: of a connected account.
 * `DESTROYED`: the account was disconnected, or its connection given up; the row stays so that the id never comes to life again.
 */
export type CredentialState = 'UNCLAIMED' | 'ACTIVE' | 'DESTROYED';

/** What is known of a credential: never what it says, which only the secret store holds. */
export interface Credential {
  id: string;
  cloudAccountId: string;
  kind: CredentialKind;
  state: CredentialState;
  /** The version in the secret store that counts; null before it is sealed and after it is destroyed. */
  secretVersion: number | null;
  /** Null before it is sealed. */
  fingerprint: string | null;
  providerAccountId: string | null;
  /** Whether it leads to the simulator. */
  simulated: boolean;
  /** What was asked when it was connected, for the tests that follow. */
  acceptPartialAccess: boolean;
  regions: string[] | null;
  /** When it was sealed. */
  createdAt: Date;
  /** When the provider made the secret; null where it does not tell, or there is none. */
  issuedAt: Date | null;
  /** The rotation that brought it; null for the one that the account was connected with. */
  rotationId: string | null;
  /** What the others were told last of its age; null before the first look. */
  toldRotation: RotationState | null;
  /** Counts what was told of it. */
  version: number;
  /** When it is to be tested again. */
  nextTestAt: Date;
  lastVerifiedAt: Date | null;
  /** Until when the last lease reads. */
  leaseExpiresAt: Date | null;
}

/** A credential that can be used. */
export type SealedCredential = Credential & { secretVersion: number; fingerprint: string; providerAccountId: string };

export const isSealed = (credential: Credential | null): credential is SealedCredential =>
  credential !== null && credential.state !== 'DESTROYED' && credential.secretVersion !== null;

/** The last connection test of an account, and the status that follows from it. */
export interface StoredConnectionTest {
  cloudAccountId: string;
  test: ConnectionTest;
  status: ConnectedStatus;
  /** Counts the tests that were told of. */
  version: number;
}

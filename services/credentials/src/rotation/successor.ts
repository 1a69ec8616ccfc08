import type { ConnectedStatus, ConnectionTest } from '@offload/contracts';
import type { CredentialKind } from '../providers/credential-provider.ts';

/** A credential that is sealed beside the one in use, to take its place: one an account. */
export interface Successor {
  cloudAccountId: string;
  /** Whose rotation it is; a later one takes the row over. */
  rotationId: string;
  kind: CredentialKind;
  /** The version that it is, or is about to be, sealed as. Whatever lies between the version in use and this one is nobody's. */
  secretVersion: number;
  fingerprint: string;
  issuedAt: Date | null;
  test: ConnectionTest;
  status: ConnectedStatus;
  begunAt: Date;
  /** Null until the secret store has it. */
  sealedAt: Date | null;
}

/** A version that was replaced, and is kept until the leases that were made of it have ended. */
export interface RetiredSecret {
  cloudAccountId: string;
  version: number;
  until: Date;
}

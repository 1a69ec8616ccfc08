/** An application of a directory with its service principal, and what it may sign in with. */

export interface ApplicationSecret {
  keyId: string;
  value: string;
  expiresAtMs: number;
}

export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
}

export interface Application {
  tenantId: string;
  /** The application (client) id. */
  clientId: string;
  /** The service principal's object id: what role assignments and the claim `oid` name. */
  objectId: string;
  displayName: string;
  secrets: ApplicationSecret[];
  federatedCredentials: FederatedCredential[];
  /** It may not sign in. */
  isDisabled: boolean;
  /** A Conditional Access policy for workload identities blocks it. */
  isBlockedByPolicy: boolean;
  /** When its secrets were last set. */
  changedAtMs: number;
}

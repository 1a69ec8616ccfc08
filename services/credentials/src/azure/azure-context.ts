import type { PreflightAction } from '@offload/contracts';
import type { OidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';
import type { AzureConnector } from './azure-connector.ts';

/** What verifying and lending Azure access need from their surroundings. */
export interface AzureContext {
  connector: AzureConnector;
  /** Who vouches for the platform at Entra; null when the operator has named no issuer: then nothing can be connected without a secret. */
  issuer: OidcIssuer | null;
  /** What the scanner calls, and what is lost without it. */
  preflight: readonly PreflightAction[];
  /** The waits between tries of what may be new at Azure, in milliseconds; their sum is how long a refusal takes. */
  propagationWaitsMs: readonly number[];
  now: () => Date;
}

/** A version 4 UUID and any other, as Azure writes ids of directories, applications and subscriptions. */
export const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

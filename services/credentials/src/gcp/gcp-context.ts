import type { PreflightAction } from '@offload/contracts';
import type { OidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';
import type { GcpConnector } from './gcp-connector.ts';

/** What verifying and lending GCP access need from their surroundings. */
export interface GcpContext {
  connector: GcpConnector;
  /** What the scanner calls, and what is lost without it. */
  preflight: readonly PreflightAction[];
  /** Who vouches for the platform where there is no key; null when the operator has named no issuer. */
  issuer: OidcIssuer | null;
  /** The waits between tries of what may be new at Google, in milliseconds; their sum is how long a refusal takes. */
  propagationWaitsMs: readonly number[];
  now: () => Date;
}

import type { PreflightAction } from '@offload/contracts';
import type { GcpConnector } from './gcp-connector.ts';

/** What verifying and lending GCP access need from their surroundings. */
export interface GcpContext {
  connector: GcpConnector;
  /** What the scanner calls, and what is lost without it. */
  preflight: readonly PreflightAction[];
  now: () => Date;
}

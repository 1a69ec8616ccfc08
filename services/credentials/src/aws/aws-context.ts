import type { PreflightAction } from '@offload/contracts';
import type { OidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';
import type { AwsConnector, AwsCredentials, AwsCredentialsProvider } from './aws-connector.ts';

/** What verifying and lending AWS access need from its surroundings. */
export interface AwsContext {
  connector: AwsConnector;
  /** The platform's own AWS identity: what customers trust. */
  platform: AwsCredentialsProvider;
  /** The ARN that customers are told to trust; null when the operator has not said. */
  platformPrincipalArn: string | null;
  /** Who vouches for the platform where there is no secret; null when the operator has named no issuer. */
  issuer: OidcIssuer | null;
  /** What the scanner calls, and what is lost without it. */
  preflight: readonly PreflightAction[];
  /** The waits between tries of a role that may be new, in milliseconds; their sum is how long a refusal takes. */
  propagationWaitsMs: readonly number[];
  now: () => Date;
}

/** Where STS and the probes of regional services are asked when nobody chose regions. */
export const defaultRegion = 'us-east-1';

/** How our connection tests show in the customer's CloudTrail. */
export const probeSessionName = 'offload-connection-test';

/**
 * Nobody's credentials, for what needs none: calls that are not signed, and the look whether AWS answers at all and what time it is there. AWS says of such a key that it
 * does not know it, which is all that is needed.
 */
export const anybody: AwsCredentials = { accessKeyId: 'AKIANOBODYNOBODYNOBO', secretAccessKey: 'nobody' };

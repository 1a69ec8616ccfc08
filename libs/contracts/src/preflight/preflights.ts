import type { CloudProvider } from '../identity/cloud-account.ts';
import { awsPreflight } from './aws.generated.ts';
import { azurePreflight } from './azure.generated.ts';
import { gcpPreflight } from './gcp.generated.ts';
import type { PreflightAction } from './preflight.ts';

/** What a scan of each provider calls, and what is lost without it: the providers that are scanned. */
export const preflights = { AWS: awsPreflight, AZURE: azurePreflight, GCP: gcpPreflight } as const satisfies Partial<Record<CloudProvider, readonly PreflightAction[]>>;

import type { CloudProvider } from '../identity/cloud-account.ts';
import { awsRegions } from './aws-regions.ts';
import { azureRegions } from './azure-regions.ts';
import { gcpRegions } from './gcp-regions.ts';

/** What the platform knows of a provider's regions. */
export interface CloudRegions {
  /** QUICK scans look here only. */
  readonly primary: string;
  /** The major commercial regions that a FULL scan looks at when nobody chose others. */
  readonly curated: readonly string[];
  /** The form of a region's name: a new region need not wait for a release. */
  readonly form: RegExp;
  /** For messages: `commercial AWS region`. */
  readonly title: string;
  readonly example: string;
}

export const cloudRegions: Readonly<Record<CloudProvider, CloudRegions>> = { AWS: awsRegions, AZURE: azureRegions, GCP: gcpRegions };

/** The generated types: how many of an estate's resources are of each, where they lie, and what Cloud Asset calls them. */

export const GLOBAL = 'global';
export const primaryRegion = 'us-central1';

/** The regions in which a project has resources, the primary one first. */
export const regions: readonly string[] = [
  primaryRegion,
  'us-east1',
  'us-west1',
  'europe-west1',
  'europe-west3',
  'europe-west4',
  'asia-southeast1',
  'asia-northeast1',
];

export interface TypeSpec {
  /** As Cloud Asset names it; absent for what is no asset. */
  assetType?: string;
  /** Version and name in the service's discovery document. */
  version?: string;
  discoveryName?: string;
  scope: 'region' | 'global';
  /** Part of the project's size. */
  of: number;
  /** At least so many in a project that is not empty; the first is in the primary region. */
  min?: number;
  /** At least so many in every region, or of a global type, also in an empty project. */
  minPerPlace?: number;
  max?: number;
  /** false: not a resource of its own in the total. */
  isCounted?: boolean;
}

const types = {
  instance: { assetType: 'compute.googleapis.com/Instance', scope: 'region', of: 0.25, min: 2 },
  disk: { assetType: 'compute.googleapis.com/Disk', scope: 'region', of: 0.25, min: 2 },
  subnetwork: { assetType: 'compute.googleapis.com/Subnetwork', scope: 'region', of: 0.05, minPerPlace: 1 },
  'sql-instance': {
    assetType: 'sqladmin.googleapis.com/Instance',
    version: 'v1beta4',
    discoveryName: 'DatabaseInstance',
    scope: 'region',
    of: 0.05,
    min: 3,
  },
  repository: { assetType: 'artifactregistry.googleapis.com/Repository', scope: 'region', of: 0.02, min: 2 },
  firewall: { assetType: 'compute.googleapis.com/Firewall', scope: 'global', of: 0.06, min: 6 },
  network: { assetType: 'compute.googleapis.com/Network', scope: 'global', of: 0.01, min: 2, minPerPlace: 1 },
  'compute-project': { assetType: 'compute.googleapis.com/Project', scope: 'global', of: 0, minPerPlace: 1 },
  project: { assetType: 'cloudresourcemanager.googleapis.com/Project', version: 'v3', scope: 'global', of: 0, minPerPlace: 1 },
  bucket: { assetType: 'storage.googleapis.com/Bucket', scope: 'global', of: 0.07, min: 5 },
  dataset: { assetType: 'bigquery.googleapis.com/Dataset', version: 'v2', scope: 'global', of: 0.03, min: 3 },
  'crypto-key': { assetType: 'cloudkms.googleapis.com/CryptoKey', scope: 'global', of: 0.04, min: 4 },
  'service-account': { assetType: 'iam.googleapis.com/ServiceAccount', scope: 'global', of: 0.05, min: 5 },
  'service-account-key': { assetType: 'iam.googleapis.com/ServiceAccountKey', scope: 'global', of: 0.04, min: 4 },
  // Google's own keys of every service account: rotated by Google, and nobody's to judge.
  'service-account-system-key': { assetType: 'iam.googleapis.com/ServiceAccountKey', scope: 'global', of: 0.05, min: 5, isCounted: false },
  sink: { assetType: 'logging.googleapis.com/LogSink', version: 'v2', scope: 'global', of: 0.005, minPerPlace: 2 },
  metric: { assetType: 'logging.googleapis.com/LogMetric', version: 'v2', scope: 'global', of: 0.02, min: 4, max: 200 },
  cluster: { assetType: 'container.googleapis.com/Cluster', scope: 'region', of: 0.01, min: 2 },
  'docker-image': { scope: 'region', of: 0.06, min: 6, isCounted: false },
  finding: { scope: 'global', of: 0.1, min: 12, isCounted: false },
  'log-entry': { scope: 'global', of: 0.3, min: 40, isCounted: false },
} as const satisfies Record<string, TypeSpec>;

export type GcpType = keyof typeof types;

export const specs: Record<GcpType, TypeSpec> = types;
export const allTypes = Object.keys(types) as GcpType[];

/** The types behind an asset type; none when the simulator has no such assets. */
export function typesOf(assetType: string): GcpType[] {
  return allTypes.filter((type) => specs[type].assetType === assetType);
}

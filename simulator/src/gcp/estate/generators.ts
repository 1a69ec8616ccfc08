import { diskAt, instanceAt } from './compute.ts';
import { clusterAt, dockerImageAt, repositoryAt } from './container.ts';
import type { Estate } from './estate.ts';
import { findingAt } from './finding.ts';
import { projectAt, serviceAccountAt, serviceAccountKeyAt, systemKeyAt } from './identity.ts';
import { cryptoKeyAt } from './kms.ts';
import { logEntryAt } from './log-entry.ts';
import { metricAt, sinkAt } from './logging.ts';
import { computeProjectAt, firewallAt, networkAt, subnetworkAt } from './network.ts';
import type { Resource } from './resource.ts';
import type { GcpType } from './resource-types.ts';
import { sqlInstanceAt } from './sql.ts';
import { bucketAt, datasetAt } from './storage.ts';

/** How each type is made: a pure function of the estate's seed, the place and the index. */
export const generators: Record<GcpType, (estate: Estate, location: string, index: number) => Resource> = {
  instance: instanceAt,
  disk: diskAt,
  subnetwork: subnetworkAt,
  'sql-instance': sqlInstanceAt,
  repository: repositoryAt,
  firewall: firewallAt,
  network: networkAt,
  'compute-project': computeProjectAt,
  project: projectAt,
  bucket: bucketAt,
  dataset: datasetAt,
  'crypto-key': cryptoKeyAt,
  'service-account': serviceAccountAt,
  'service-account-key': serviceAccountKeyAt,
  'service-account-system-key': systemKeyAt,
  sink: sinkAt,
  metric: metricAt,
  cluster: clusterAt,
  'docker-image': dockerImageAt,
  finding: findingAt,
  'log-entry': logEntryAt,
};

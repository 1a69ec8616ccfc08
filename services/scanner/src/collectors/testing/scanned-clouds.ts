import { simulatedAws } from '../../clouds/aws/testing/simulated-aws.ts';
import { simulatedAzure } from '../../clouds/azure/testing/simulated-azure.ts';
import { simulatedGcp } from '../../clouds/gcp/testing/simulated-gcp.ts';
import type { SimulatedCloud } from '../../clouds/testing/simulated-cloud.ts';

/** A cloud that the simulator plays, and what a full scan of its account must find. */
export interface ScannedCloudRow {
  readonly provider: SimulatedCloud['provider'];
  readonly start: () => Promise<SimulatedCloud>;
  /** The simulator's types by ours: as many of the one as of the other. */
  readonly counted: Readonly<Record<string, string>>;
  /** A type of which there are many pages in the simulated account. */
  readonly paged: string;
  /** Whether an account may have regions that it may not use. */
  readonly hasClosedRegions: boolean;
  /** A text that stands beside a planted secret: it is kept, the secret is not. */
  readonly besideSecret: string;
}

const size = 300;

/** One row a cloud: what is true of all of them is tested in `collectors.test.ts`. */
export const scannedClouds: readonly ScannedCloudRow[] = [
  {
    provider: 'AWS',
    start: () => simulatedAws(size, ['us-east-1', 'eu-central-1']),
    counted: {
      'aws.ec2.instance': 'instance',
      'aws.ec2.volume': 'volume',
      'aws.ec2.security-group': 'security-group',
      'aws.ec2.vpc': 'vpc',
      'aws.rds.instance': 'db-instance',
      'aws.lambda.function': 'function',
      'aws.s3.bucket': 'bucket',
      'aws.iam.user': 'user',
      'aws.iam.policy': 'policy',
      'aws.cloudtrail.trail': 'trail',
    },
    paged: 'aws.ec2.instance',
    hasClosedRegions: true,
    besideSecret: 'DATABASE_PASSWORD',
  },
  {
    provider: 'AZURE',
    start: () => simulatedAzure(size),
    counted: {
      'azure.compute.virtual-machine': 'virtual-machine',
      'azure.compute.disk': 'disk',
      'azure.storage.account': 'storage-account',
      'azure.network.security-group': 'network-security-group',
      'azure.network.virtual-network': 'virtual-network',
      'azure.network.public-ip': 'public-ip',
      'azure.network.flow-log': 'flow-log',
      'azure.sql.server': 'sql-server',
      'azure.postgresql.flexible-server': 'postgresql-server',
      'azure.keyvault.vault': 'key-vault',
      'azure.web.app': 'web-app',
      'azure.containerservice.cluster': 'cluster',
      'azure.containerregistry.registry': 'registry',
      'azure.managedidentity.identity': 'managed-identity',
      'azure.insights.activity-log-alert': 'activity-log-alert',
      'azure.security.secure-score': 'secure-score',
    },
    paged: 'azure.compute.disk',
    hasClosedRegions: false,
    besideSecret: 'Suspicious sign-in',
  },
  {
    provider: 'GCP',
    start: () => simulatedGcp(size),
    counted: {
      'gcp.compute.instance': 'instance',
      'gcp.compute.disk': 'disk',
      'gcp.compute.subnetwork': 'subnetwork',
      'gcp.compute.firewall': 'firewall',
      'gcp.compute.network': 'network',
      'gcp.compute.project': 'compute-project',
      'gcp.sql.instance': 'sql-instance',
      'gcp.storage.bucket': 'bucket',
      'gcp.bigquery.dataset': 'dataset',
      'gcp.kms.key': 'crypto-key',
      'gcp.iam.service-account': 'service-account',
      'gcp.resourcemanager.project': 'project',
      'gcp.logging.sink': 'sink',
      'gcp.logging.metric': 'metric',
      'gcp.artifactregistry.repository': 'repository',
      'gcp.container.cluster': 'cluster',
    },
    paged: 'gcp.storage.bucket',
    hasClosedRegions: true,
    besideSecret: 'db-password',
  },
];

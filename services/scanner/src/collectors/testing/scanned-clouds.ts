import { simulatedAws } from '../../clouds/aws/testing/simulated-aws.ts';
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
  /** A name under which the simulator plants a secret: names are kept, values are not. */
  readonly secretName: string;
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
    secretName: 'DATABASE_PASSWORD',
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
    secretName: 'db-password',
  },
];

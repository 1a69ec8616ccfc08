import type {
  DescribeDBClustersCommandInput,
  DescribeDBClustersCommandOutput,
  DescribeDBInstancesCommandInput,
  DescribeDBInstancesCommandOutput,
  DescribeDBSnapshotsCommandInput,
  DescribeDBSnapshotsCommandOutput,
  Filter,
} from '@aws-sdk/client-rds';
import { indexInName } from '../estate/function.ts';
import type { Resources } from '../estate/resources.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const limits: Limits = {
  default: 100,
  min: 20,
  max: 100,
  invalidLimit: (_name, value) =>
    new AwsError(400, 'InvalidParameterValue', `Invalid value ${value} for MaxRecords. Must be between 20 and 100`),
  invalidToken: () => new AwsError(400, 'InvalidParameterValue', 'Invalid marker'),
};

type DatabaseType = 'db-instance' | 'db-cluster' | 'db-snapshot';

interface RdsInput {
  Filters?: Filter[] | undefined;
  MaxRecords?: number | undefined;
  Marker?: string | undefined;
}

interface Listing<T extends DatabaseType> {
  type: T;
  /** Name or ARN that the caller asks for, if any. */
  wanted: string | undefined;
  identify: (resource: Resources[T]) => (string | undefined)[];
  notFound: (wanted: string) => AwsError;
}

export const rdsHandlers: Handlers = {
  'rds:DescribeDBInstances': (input: DescribeDBInstancesCommandInput, call: Call): Output<DescribeDBInstancesCommandOutput> => {
    const { items, next } = list(call, input, {
      type: 'db-instance',
      wanted: input.DBInstanceIdentifier,
      identify: ({ DBInstanceIdentifier, DBInstanceArn }) => [DBInstanceIdentifier, DBInstanceArn],
      notFound: (wanted) => new AwsError(404, 'DBInstanceNotFound', `DBInstance ${wanted} not found.`),
    });
    return { DBInstances: items, Marker: next };
  },

  'rds:DescribeDBClusters': (input: DescribeDBClustersCommandInput, call: Call): Output<DescribeDBClustersCommandOutput> => {
    const { items, next } = list(call, input, {
      type: 'db-cluster',
      wanted: input.DBClusterIdentifier,
      identify: ({ DBClusterIdentifier, DBClusterArn }) => [DBClusterIdentifier, DBClusterArn],
      notFound: (wanted) => new AwsError(404, 'DBClusterNotFoundFault', `DBCluster ${wanted} not found.`),
    });
    return { DBClusters: items, Marker: next };
  },

  'rds:DescribeDBSnapshots': (input: DescribeDBSnapshotsCommandInput, call: Call): Output<DescribeDBSnapshotsCommandOutput> => {
    if (input.SnapshotType !== undefined && input.SnapshotType !== 'manual') return { DBSnapshots: [] };
    const { items, next } = list(call, input, {
      type: 'db-snapshot',
      wanted: input.DBSnapshotIdentifier,
      identify: ({ DBSnapshotIdentifier, DBSnapshotArn }) => [DBSnapshotIdentifier, DBSnapshotArn],
      notFound: (wanted) => new AwsError(404, 'DBSnapshotNotFound', `DBSnapshot ${wanted} not found.`),
    });
    return { DBSnapshots: items, Marker: next };
  },
};

function list<T extends DatabaseType>(
  call: Call,
  input: RdsInput,
  listing: Listing<T>,
): { items: Resources[T][]; next: string | undefined } {
  const { estate, region } = call;
  const [unknown] = input.Filters ?? [];
  if (unknown) throw new AwsError(400, 'InvalidParameterValue', `Unrecognized filter name: ${unknown.Name}`);
  if (listing.wanted !== undefined) {
    const found = estate.at(listing.type, region, indexInName(listing.wanted));
    if (!found || !listing.identify(found).includes(listing.wanted)) throw listing.notFound(listing.wanted);
    return { items: [found], next: undefined };
  }
  return page(call, limits, { token: input.Marker, limit: input.MaxRecords }, estate.count(listing.type, region), (index) =>
    estate.at(listing.type, region, index),
  );
}

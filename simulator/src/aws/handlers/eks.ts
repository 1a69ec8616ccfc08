import type {
  DescribeClusterCommandInput,
  DescribeClusterCommandOutput,
  ListClustersCommandInput,
  ListClustersCommandOutput,
} from '@aws-sdk/client-eks';
import { indexInName } from '../estate/function.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const limits: Limits = {
  default: 100,
  min: 1,
  max: 100,
  invalidLimit: (_name, value) => new AwsError(400, 'InvalidParameterException', `maxResults ${value} is not between 1 and 100`),
  invalidToken: () => new AwsError(400, 'InvalidParameterException', 'nextToken is not valid'),
};

export const eksHandlers: Handlers = {
  'eks:ListClusters': (input: ListClustersCommandInput, call: Call): Output<ListClustersCommandOutput> => {
    const { items, next } = page(
      call,
      limits,
      { token: input.nextToken, limit: input.maxResults },
      call.estate.count('cluster', call.region),
      (index) => call.estate.at('cluster', call.region, index)?.name,
    );
    return { clusters: items, nextToken: next };
  },

  'eks:DescribeCluster': (input: DescribeClusterCommandInput, call: Call): Output<DescribeClusterCommandOutput> => {
    const cluster = call.estate.at('cluster', call.region, indexInName(input.name ?? ''));
    if (!cluster || cluster.name !== input.name)
      throw new AwsError(404, 'ResourceNotFoundException', `No cluster found for name: ${input.name}.`);
    return { cluster };
  },
};

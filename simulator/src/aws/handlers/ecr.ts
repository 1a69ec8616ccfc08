import type {
  DescribeImagesCommandInput,
  DescribeImagesCommandOutput,
  DescribeRepositoriesCommandInput,
  DescribeRepositoriesCommandOutput,
  Repository,
} from '@aws-sdk/client-ecr';
import { indexInName } from '../estate/function.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const limits: Limits = {
  default: 100,
  min: 1,
  max: 1000,
  invalidLimit: (_name, value) =>
    new AwsError(
      400,
      'InvalidParameterException',
      `Invalid parameter at 'maxResults' failed to satisfy constraint: ${value} is not between 1 and 1000`,
    ),
  invalidToken: () => new AwsError(400, 'InvalidParameterException', "Invalid parameter at 'nextToken'"),
};

export const ecrHandlers: Handlers = {
  'ecr:DescribeRepositories': (input: DescribeRepositoriesCommandInput, call: Call): Output<DescribeRepositoriesCommandOutput> => {
    if (input.repositoryNames?.length) return { repositories: input.repositoryNames.map((name) => requireRepository(name, call)) };
    const { items, next } = page(
      call,
      limits,
      { token: input.nextToken, limit: input.maxResults },
      call.estate.count('repository', call.region),
      (index) => call.estate.at('repository', call.region, index),
    );
    return { repositories: items, nextToken: next };
  },

  'ecr:DescribeImages': (input: DescribeImagesCommandInput, call: Call): Output<DescribeImagesCommandOutput> => {
    const { estate, region } = call;
    const { repositoryName } = requireRepository(input.repositoryName, call);
    const repositories = estate.count('repository', region);
    const first = indexInName(repositoryName ?? '');
    const inRepository = Math.max(0, Math.ceil((estate.count('image', region) - first) / repositories));
    const { tagStatus } = input.filter ?? {};
    const request = { token: input.nextToken, limit: input.maxResults, list: `${repositoryName} ${tagStatus}` };
    const { items, next } = page(call, limits, request, inRepository, (position) => {
      const image = estate.at('image', region, first + position * repositories);
      const isWanted = tagStatus === undefined || tagStatus === 'ANY' || (tagStatus === 'TAGGED') === (image?.imageTags !== undefined);
      return isWanted ? image : undefined;
    });
    const ids = input.imageIds;
    const wanted = ids?.length
      ? items.filter(({ imageDigest, imageTags }) =>
          ids.some((id) => id.imageDigest === imageDigest || (id.imageTag && imageTags?.includes(id.imageTag))),
        )
      : items;
    return { imageDetails: wanted, nextToken: next };
  },
};

function requireRepository(name: string | undefined, { estate, region, account }: Call): Repository {
  const found = estate.at('repository', region, indexInName(name ?? ''));
  if (found && found.repositoryName === name) return found;
  throw new AwsError(
    400,
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account.accountId}'`,
  );
}

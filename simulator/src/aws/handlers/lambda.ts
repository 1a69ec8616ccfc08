import type {
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  ListFunctionsCommandInput,
  ListFunctionsCommandOutput,
  ListTagsCommandInput,
  ListTagsCommandOutput,
} from '@aws-sdk/client-lambda';
import { indexInName, type FunctionRecord } from '../estate/function.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

// Whatever is asked for, 50 is the most that Lambda gives.
const limits: Limits = {
  default: 50,
  min: 1,
  max: 50,
  isCapped: true,
  invalidLimit: () => new AwsError(400, 'InvalidParameterValueException', 'MaxItems must be between 1 and 10000'),
  invalidToken: () => new AwsError(400, 'InvalidParameterValueException', 'Invalid Marker'),
};

export const lambdaHandlers: Handlers = {
  'lambda:ListFunctions': (input: ListFunctionsCommandInput, call: Call): Output<ListFunctionsCommandOutput> => {
    const { items, next } = page(
      call,
      limits,
      { token: input.Marker, limit: input.MaxItems },
      call.estate.count('function', call.region),
      (index) => call.estate.at('function', call.region, index),
    );
    return { Functions: items.map(configuration), NextMarker: next };
  },

  'lambda:GetFunctionConfiguration': (
    input: GetFunctionConfigurationCommandInput,
    call: Call,
  ): Output<GetFunctionConfigurationCommandOutput> => configuration(requireFunction(input.FunctionName, call)),

  // Its answer links to the code: more than a scanner may want.
  'lambda:GetFunction': (input: GetFunctionCommandInput, call: Call): Output<GetFunctionCommandOutput> => {
    const found = requireFunction(input.FunctionName, call);
    return {
      Configuration: configuration(found),
      Code: {
        RepositoryType: 'S3',
        Location:
          `https://awslambda-${call.region}-tasks.s3.${call.region}.amazonaws.com/snapshots/${found.FunctionName}` +
          `?token=${encodeURIComponent(call.estate.options.canary)}`,
      },
      Tags: found.tags,
    };
  },

  'lambda:GetPolicy': (input: GetPolicyCommandInput, call: Call): Output<GetPolicyCommandOutput> => {
    const { policy, RevisionId } = requireFunction(input.FunctionName, call);
    if (policy === undefined)
      throw new AwsError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.', { Type: 'User' });
    return { Policy: policy, RevisionId };
  },

  'lambda:ListTags': (input: ListTagsCommandInput, call: Call): Output<ListTagsCommandOutput> => ({
    Tags: requireFunction(input.Resource, call).tags,
  }),
};

function configuration({ tags: _tags, policy: _policy, ...found }: FunctionRecord): FunctionConfiguration {
  return found;
}

/** By name or by ARN. Throws ResourceNotFoundException. */
function requireFunction(nameOrArn: string | undefined, { estate, region }: Call): FunctionRecord {
  const name = (nameOrArn ?? '').replace(/^arn:aws:lambda:[^:]*:\d*:function:/, '');
  const found = estate.at('function', region, indexInName(name));
  if (found?.FunctionName === name) return found!;
  throw new AwsError(404, 'ResourceNotFoundException', `Function not found: ${estate.arn('lambda', region, `function:${name}`)}`, {
    Type: 'User',
  });
}

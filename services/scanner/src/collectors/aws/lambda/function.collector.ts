import { lambdaFunction } from '@offload/contracts';
import { lambda } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { isForAnybody, statementsOf } from '../policy-document.ts';

export const functionCollector = collector({
  resource: lambdaFunction,
  service: 'lambda',
  scope: 'region',
  actions: ['lambda:ListFunctions'],
  access: lambda,

  // Lambda gives no more than fifty, whatever is asked for.
  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateListFunctions({ client, pageSize: 50 }, {})) yield page.Functions ?? [];
  },

  describe(lambda) {
    return {
      ref: lambda.FunctionArn ?? '',
      name: lambda.FunctionName ?? null,
      fields: {
        functionName: lambda.FunctionName,
        runtime: lambda.Runtime ?? null,
        packageType: lambda.PackageType ?? null,
        architectures: [...(lambda.Architectures ?? [])],
        handler: lambda.Handler ?? null,
        roleArn: lambda.Role ?? null,
        timeoutSeconds: lambda.Timeout ?? null,
        memoryMb: lambda.MemorySize ?? null,
        lastModifiedAt: lambda.LastModified ?? null,
        vpcId: lambda.VpcConfig?.VpcId || null,
        environmentNames: Object.keys(lambda.Environment?.Variables ?? {}),
        environmentKmsKeyArn: lambda.KMSKeyArn ?? null,
        isTraced: lambda.TracingConfig?.Mode === 'Active',
        layerArns: (lambda.Layers ?? []).map(({ Arn = '' }) => Arn),
      },
    };
  },

  parts: {
    tags: {
      actions: ['lambda:ListTags'],
      isOptional: true,
      read: async ({ sdk, client }, { FunctionArn }) => (await client.send(new sdk.ListTagsCommand({ Resource: FunctionArn }))).Tags ?? {},
    },
    isPublic: {
      actions: ['lambda:GetPolicy'],
      isOptional: true,
      async read({ sdk, client }, { FunctionName }) {
        const { Policy } = await client.send(new sdk.GetPolicyCommand({ FunctionName }));
        return statementsOf(Policy ?? '').some(
          (statement) => statement.isAllow && isForAnybody(statement) && Object.keys(statement.conditions).length === 0,
        );
      },
      absent: { ResourceNotFoundException: false },
    },
  },
});

import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const lambdaFunction = defineResource({
  type: 'aws.lambda.function',
  provider: 'AWS',
  title: 'Lambda function',
  shape: z.object({
    functionName: z.string(),
    /** null: a container image brings its own. */
    runtime: z.string().nullable(),
    packageType: z.string().nullable(),
    architectures: z.array(z.string()),
    handler: z.string().nullable(),
    roleArn: z.string().nullable(),
    timeoutSeconds: z.int().nullable(),
    memoryMb: z.int().nullable(),
    lastModifiedAt: z.string().nullable(),
    vpcId: z.string().nullable(),
    /** Names only: the values are where secrets live. */
    environmentNames: z.array(z.string()),
    /** The customer's own key for the environment; null: a key of AWS. */
    environmentKmsKeyArn: z.string().nullable(),
    isTraced: z.boolean(),
    layerArns: z.array(z.string()),
    /** Whether the function's policy lets anybody at all invoke it. */
    isPublic: z.boolean(),
  }),
});

/** The real SDK clients, aimed at a simulator as the platform aims them. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EKSClient } from '@aws-sdk/client-eks';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { SimulatorControl } from '../../control.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Clients of every service for one identity and region: one attempt, so that a test sees the first answer. */
export function clientsFor(endpoint: string, credentials: Credentials, region = 'us-east-1') {
  const config = { endpoint, credentials, region, maxAttempts: 1 };
  return {
    sts: new STSClient(config),
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    rds: new RDSClient(config),
    lambda: new LambdaClient(config),
    cloudtrail: new CloudTrailClient(config),
    kms: new KMSClient(config),
    guardduty: new GuardDutyClient(config),
    securityhub: new SecurityHubClient(config),
    config: new ConfigServiceClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    ecr: new ECRClient(config),
    eks: new EKSClient(config),
  };
}

export type Clients = ReturnType<typeof clientsFor>;

export const customerAccountId = '123456789012';
export const externalId = 'external-id-of-the-test';

/** Credentials of a session of the onboarded role, with or without a session policy. */
export async function assumeScanner(
  simulator: SimulatorControl,
  options: { accountId?: string; policy?: string; sessionName?: string; durationSeconds?: number } = {},
): Promise<Required<Credentials>> {
  const { accountId = customerAccountId, policy, sessionName = 'offload-test', durationSeconds } = options;
  const { sts } = clientsFor(simulator.endpoint, simulator.platform);
  const { Credentials: issued } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/OffloadSecurityScanner`,
      RoleSessionName: sessionName,
      ExternalId: externalId,
      Policy: policy,
      DurationSeconds: durationSeconds,
    }),
  );
  return { accessKeyId: issued!.AccessKeyId!, secretAccessKey: issued!.SecretAccessKey!, sessionToken: issued!.SessionToken! };
}

/** What an SDK call was refused with; throws when it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('the call was not refused');
}

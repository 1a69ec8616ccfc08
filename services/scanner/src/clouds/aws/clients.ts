import { awsClient } from './aws-client.ts';

// What collectors call with: one a client of the SDK.
export const cloudTrail = awsClient(() => import('@aws-sdk/client-cloudtrail'), 'CloudTrailClient');
export const ec2 = awsClient(() => import('@aws-sdk/client-ec2'), 'EC2Client');
export const guardDuty = awsClient(() => import('@aws-sdk/client-guardduty'), 'GuardDutyClient');
export const iam = awsClient(() => import('@aws-sdk/client-iam'), 'IAMClient');
export const kms = awsClient(() => import('@aws-sdk/client-kms'), 'KMSClient');
export const lambda = awsClient(() => import('@aws-sdk/client-lambda'), 'LambdaClient');
export const rds = awsClient(() => import('@aws-sdk/client-rds'), 'RDSClient');
export const s3 = awsClient(() => import('@aws-sdk/client-s3'), 'S3Client');
export const securityHub = awsClient(() => import('@aws-sdk/client-securityhub'), 'SecurityHubClient');

import { describe, expect, it } from '@jest/globals';
import { handlers } from '../handlers/handlers.ts';
import { serviceNames } from '../wire/services.ts';
import { decide, nothing } from './evaluate.ts';
import { managedPolicy, securityAuditArn, securitySupplement } from './managed-policies.ts';
import { actionsOf } from './operation-actions.ts';

const served = Object.keys(handlers).map((name) => name.split(':') as [string, string]);

describe('the operation→action map', () => {
  it.each([
    ['s3', 'ListBuckets', ['s3:ListAllMyBuckets']],
    ['s3', 'GetBucketEncryption', ['s3:GetEncryptionConfiguration']],
    ['s3', 'GetPublicAccessBlock', ['s3:GetBucketPublicAccessBlock']],
    ['s3', 'ListObjectsV2', ['s3:ListBucket']],
    ['s3', 'GetBucketVersioning', ['s3:GetBucketVersioning']],
    ['tagging', 'GetResources', ['tag:GetResources']],
    ['sts', 'GetCallerIdentity', []],
    ['ec2', 'DescribeInstances', ['ec2:DescribeInstances']],
  ])('%s %s needs %j', (service, operation, actions) => {
    expect(actionsOf(service, operation)).toEqual(actions);
  });

  it('serves only services that it has clients for', () => {
    expect(served.filter(([service]) => !serviceNames.includes(service))).toEqual([]);
  });

  it("finds every served operation within what the customer's Terraform grants, but for those that prove denials", () => {
    const grants = {
      arn: 'r',
      accountId: '1',
      isRoot: false,
      identityPolicies: [managedPolicy(securityAuditArn)!, securitySupplement],
      withheld: nothing,
      sessionPolicies: undefined,
    };
    const beyond = served
      .flatMap(([service, operation]) => actionsOf(service, operation))
      .filter((action) => decide(grants, { action, resource: '*', context: {} }) !== 'allowed');
    expect(beyond.sort()).toEqual([
      'ec2:TerminateInstances',
      'iam:CreateUser',
      'lambda:GetFunction',
      's3:GetObject',
      's3:PutObject',
      'sts:AssumeRole',
    ]);
  });
});

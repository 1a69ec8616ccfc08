import { describe, expect, it } from '@jest/globals';
import { decide, nothing, trusts, type Decision, type Grants } from './evaluate.ts';
import { managedPolicy, securityAuditArn, securitySupplement } from './managed-policies.ts';
import { parsePolicy, statementsOf, type PolicyDocument } from './policy.ts';
import { patternMatcher } from './wildcard.ts';

const allow = (Action: unknown, more: object = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
});
const deny = (Action: unknown, more: object = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action, Resource: '*', ...more }],
});

function grants(identityPolicies: PolicyDocument[], more: Partial<Grants> = {}): Grants {
  return {
    arn: 'arn:aws:iam::1:user/u',
    accountId: '1',
    isRoot: false,
    identityPolicies,
    withheld: nothing,
    sessionPolicies: undefined,
    ...more,
  };
}

const bucket = 'arn:aws:s3:::logs';
const inRegion = (region: string) => ({ 'aws:requestedregion': [region] });

describe('IAM decisions', () => {
  it.each<[string, Grants, string, string, Record<string, string[]>, Decision]>([
    ['silence denies', grants([]), 'ec2:DescribeVpcs', '*', {}, 'noIdentityPolicy'],
    ['an exact action', grants([allow('ec2:DescribeVpcs')]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    ['actions ignore case', grants([allow('EC2:describevpcs')]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    ['a star', grants([allow('ec2:Describe*')]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    ['a star of another service', grants([allow('ecr:*')]), 'ec2:DescribeVpcs', '*', {}, 'noIdentityPolicy'],
    ['a question mark stands for one', grants([allow('s3:GetObjec?')]), 's3:GetObject', '*', {}, 'allowed'],
    ['a question mark is no star', grants([allow('s3:Get?')]), 's3:GetObject', '*', {}, 'noIdentityPolicy'],
    ['a dot is a dot', grants([allow('s3:Get.bject')]), 's3:GetObject', '*', {}, 'noIdentityPolicy'],
    ['one of a list', grants([allow(['iam:ListUsers', 'ec2:*'])]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    ['Deny wins over Allow', grants([allow('*'), deny('ec2:*')]), 'ec2:DescribeVpcs', '*', {}, 'explicitDeny'],
    ['Deny of something else', grants([allow('*'), deny('iam:*')]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    [
      'NotAction allows the rest',
      grants([{ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }]),
      'ec2:DescribeVpcs',
      '*',
      {},
      'allowed',
    ],
    [
      'NotAction withholds its own',
      grants([{ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }]),
      'iam:ListUsers',
      '*',
      {},
      'noIdentityPolicy',
    ],
    ['a resource that matches', grants([allow('s3:*', { Resource: 'arn:aws:s3:::l*' })]), 's3:GetBucketAcl', bucket, {}, 'allowed'],
    [
      'a resource that does not',
      grants([allow('s3:*', { Resource: 'arn:aws:s3:::data' })]),
      's3:GetBucketAcl',
      bucket,
      {},
      'noIdentityPolicy',
    ],
    [
      'resources respect case',
      grants([allow('s3:*', { Resource: 'arn:aws:s3:::LOGS' })]),
      's3:GetBucketAcl',
      bucket,
      {},
      'noIdentityPolicy',
    ],
    [
      'NotResource',
      grants([allow('*'), deny('*', { Resource: undefined, NotResource: bucket })]),
      's3:GetBucketAcl',
      'arn:aws:s3:::other',
      {},
      'explicitDeny',
    ],
    [
      'a condition that holds',
      grants([allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } })]),
      'ec2:DescribeVpcs',
      '*',
      inRegion('eu-west-1'),
      'allowed',
    ],
    [
      'a condition that does not',
      grants([allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } })]),
      'ec2:DescribeVpcs',
      '*',
      inRegion('us-east-1'),
      'noIdentityPolicy',
    ],
    [
      'a conditional Deny',
      grants([allow('*'), deny('*', { Condition: { StringNotLike: { 'aws:RequestedRegion': 'eu-*' } } })]),
      'ec2:DescribeVpcs',
      '*',
      inRegion('us-east-1'),
      'explicitDeny',
    ],
    [
      'a key that is not there',
      grants([allow('*', { Condition: { StringLike: { 'aws:Missing': '*' } } })]),
      'ec2:DescribeVpcs',
      '*',
      {},
      'noIdentityPolicy',
    ],
    [
      'IfExists lets it pass',
      grants([allow('*', { Condition: { StringLikeIfExists: { 'aws:Missing': 'x' } } })]),
      'ec2:DescribeVpcs',
      '*',
      {},
      'allowed',
    ],
    [
      'ForAnyValue needs one',
      grants([allow('*', { Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['b'] } } })]),
      'ec2:DescribeVpcs',
      '*',
      { 'aws:tagkeys': ['a', 'b'] },
      'allowed',
    ],
    [
      'ForAnyValue needs a value',
      grants([allow('*', { Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['b'] } } })]),
      'ec2:DescribeVpcs',
      '*',
      {},
      'noIdentityPolicy',
    ],
    ['Null', grants([allow('*', { Condition: { Null: { 'sts:ExternalId': 'true' } } })]), 'ec2:DescribeVpcs', '*', {}, 'allowed'],
    ['a session policy narrows', grants([allow('*')], { sessionPolicies: [allow('ec2:*')] }), 'iam:ListUsers', '*', {}, 'noSessionPolicy'],
    [
      'a session policy never widens',
      grants([allow('ec2:*')], { sessionPolicies: [allow('*')] }),
      'iam:ListUsers',
      '*',
      {},
      'noIdentityPolicy',
    ],
    [
      'session policies are a union',
      grants([allow('*')], { sessionPolicies: [allow('ec2:*'), allow('iam:*')] }),
      'iam:ListUsers',
      '*',
      {},
      'allowed',
    ],
    [
      'a session policy may deny',
      grants([allow('*')], { sessionPolicies: [allow('*'), deny('iam:*')] }),
      'iam:ListUsers',
      '*',
      {},
      'explicitDeny',
    ],
    ['root needs no policy', grants([], { isRoot: true }), 'iam:ListUsers', '*', {}, 'allowed'],
    [
      'withheld actions count as never granted',
      grants([allow('*')], { withheld: patternMatcher(['iam:List*'], false) }),
      'iam:ListUsers',
      '*',
      {},
      'noIdentityPolicy',
    ],
  ])('%s', (_what, who, action, resource, context, expected) => {
    expect(decide(who, { action, resource, context })).toBe(expected);
  });

  it('grants by SecurityAudit what AWS grants by it, and no reading of code or objects', () => {
    const auditor = grants([managedPolicy(securityAuditArn)!]);
    const outcome = (action: string) => decide(auditor, { action, resource: '*', context: {} });
    expect(
      [
        'ec2:DescribeInstances',
        'iam:GetAccountPasswordPolicy',
        's3:GetBucketPolicyStatus',
        'kms:GetKeyRotationStatus',
        'lambda:ListFunctions',
      ].map(outcome),
    ).toEqual(Array(5).fill('allowed'));
    expect(
      ['lambda:GetFunction', 's3:GetObject', 'iam:CreateUser', 'ec2:TerminateInstances', 'ecr:GetAuthorizationToken'].map(outcome),
    ).toEqual(Array(5).fill('noIdentityPolicy'));
    expect(decide(grants([securitySupplement]), { action: 'tag:GetResources', resource: '*', context: {} })).toBe('allowed');
  });

  it.each([
    ['not JSON', '{'],
    ['no effect', '{"Statement":[{"Action":"*","Resource":"*"}]}'],
    ['no action', '{"Statement":[{"Effect":"Allow","Resource":"*"}]}'],
    [
      'an operator that nobody evaluates',
      '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"x"}}}]}',
    ],
  ])('refuses a policy with %s', (_what, text) => {
    expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }));
  });

  it('compiles a document once', () => {
    const document = allow('*');
    expect(statementsOf(document)).toBe(statementsOf(document));
  });
});

describe('trust policies', () => {
  const caller = { arn: 'arn:aws:iam::1:user/u', accountId: '1' };
  const trust = (AWS: unknown, Condition?: object, Effect = 'Allow'): PolicyDocument => ({
    Statement: [{ Effect, Principal: { AWS }, Action: 'sts:AssumeRole', ...(Condition ? { Condition } : {}) }],
  });
  const externalId = { StringEquals: { 'sts:ExternalId': 'right' } };

  it.each<[string, PolicyDocument, Record<string, string[]>, boolean]>([
    ['the principal by name', trust(caller.arn), {}, true],
    ["the principal's account", trust('arn:aws:iam::1:root'), {}, true],
    ['the account id', trust('1'), {}, true],
    ['anybody', trust('*'), {}, true],
    ['another account', trust('arn:aws:iam::2:root'), {}, false],
    ['a service', { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] }, {}, false],
    ['the right external ID', trust(caller.arn, externalId), { 'sts:externalid': ['right'] }, true],
    ['a wrong external ID', trust(caller.arn, externalId), { 'sts:externalid': ['wrong'] }, false],
    ['no external ID where one is demanded', trust(caller.arn, externalId), {}, false],
    ['any external ID where none is demanded', trust(caller.arn), { 'sts:externalid': ['whatever'] }, true],
    ['StringLike', trust(caller.arn, { StringLike: { 'sts:ExternalId': 'ri*' } }), { 'sts:externalid': ['right'] }, true],
  ])('%s', (_what, policy, context, expected) => {
    expect(trusts(policy, caller, undefined, context).allowed).toBe(expected);
  });

  it('lets Deny win', () => {
    const both = { Statement: [...(trust(caller.arn).Statement as object[]), ...(trust('*', undefined, 'Deny').Statement as object[])] };
    expect(trusts(both, caller, undefined, {}).allowed).toBe(false);
  });
});

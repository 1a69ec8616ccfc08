import { beforeAll, describe, expect, it } from '@jest/globals';
import { testHouseRules } from '../testing/house-rules.ts';
import { readTerraformModule, resourceOf, type TerraformModule } from '../testing/terraform-module.ts';

testHouseRules({
  provider: 'AWS',
  folder: 'aws',
  input: 'AwsRoleInput',
  givenOtherwise: ['externalId'],
  furtherOutputs: [],
  secretOutputs: [],
  values: {
    platform_principal_arn: 'arn:aws:iam::999999999999:role/offload-platform',
    external_id: 'an-external-id-of-a-kit',
  },
  taken: [
    ['external_id', 'aA0_+=,.@:/-1234'],
    ['external_id', 'x'.repeat(1224)],
    ['issuer', 'https://example.com:8443/offload/oidc'],
    ['subject', 'offload:0198f0c4-9d1c-7a63-8b2e-4a5c6d7e8f90:0198f0c4-9d1c-7a63-8b2e-4a5c6d7e8f91'],
  ],
  refused: [
    ['platform_principal_arn', 'arn:aws:iam::999999999999:root'],
    ['platform_principal_arn', 'offload-platform'],
    ['external_id', 'fifteen-letters'],
    ['external_id', 'x'.repeat(1225)],
    ['external_id', 'with spaces in its midst'],
    ['issuer', 'http://offload.example.com'],
    ['issuer', 'https://offload.example.com/'],
    ['subject', 'offload:only-a-tenant'],
    ['audience', 'with spaces'],
    ['role_name', 'a/path'],
    ['role_name', ''],
  ],
});

describe('the Terraform module for AWS', () => {
  let module: TerraformModule;
  beforeAll(async () => {
    module = await readTerraformModule('aws');
  });

  it('trusts, federated, the issuer of the platform for one subject and one audience, and by the other way nobody', () => {
    const { aws_iam_policy_document: documents, aws_iam_openid_connect_provider: known } = module.data;
    expect([documents.trust[0].count, documents.federated_trust[0].count]).toEqual(['${var.federated ? 0 : 1}', '${var.federated ? 1 : 0}']);
    const [trust] = documents.federated_trust[0].statement;
    expect(trust.actions).toEqual(['sts:AssumeRoleWithWebIdentity']);
    expect(trust.principals).toEqual([
      {
        type: 'Federated',
        identifiers: '${concat(aws_iam_openid_connect_provider.platform[*].arn, data.aws_iam_openid_connect_provider.platform[*].arn)}',
      },
    ]);
    expect(trust.condition).toEqual([
      { test: 'StringEquals', variable: '${local.issuer_name}:sub', values: ['${var.subject}'] },
      { test: 'StringEquals', variable: '${local.issuer_name}:aud', values: ['${var.audience}'] },
    ]);
    expect(resourceOf(module, 'aws_iam_openid_connect_provider', 'platform')).toMatchObject({
      count: '${var.federated && var.create_oidc_provider ? 1 : 0}',
      url: '${var.issuer}',
      client_id_list: ['${var.audience}'],
    });
    expect(known.platform[0]).toMatchObject({ count: '${var.federated && !var.create_oidc_provider ? 1 : 0}', url: '${var.issuer}' });
  });

  it('lets only the platform in, and only under the external ID', () => {
    const [trust] = module.data.aws_iam_policy_document.trust[0].statement;
    expect(trust.actions).toEqual(['sts:AssumeRole']);
    expect(trust.principals).toEqual([{ type: 'AWS', identifiers: ['${var.platform_principal_arn}'] }]);
    expect(trust.condition).toEqual([
      {
        test: 'StringEquals',
        variable: 'sts:ExternalId',
        values: ['${var.external_id}'],
      },
    ]);
  });

  it('grants SecurityAudit and exactly the documented supplement', () => {
    expect(resourceOf(module, 'aws_iam_role_policy_attachment', 'security_audit')).toMatchObject({
      count: '${var.strict ? 0 : 1}',
      policy_arn: 'arn:aws:iam::aws:policy/SecurityAudit',
    });
    expect(module.data.aws_iam_policy_document.supplement[0].statement[0].actions.toSorted()).toEqual([
      'cloudtrail:LookupEvents',
      'config:GetComplianceSummaryByConfigRule',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'guardduty:GetFindings',
      'guardduty:ListDetectors',
      'guardduty:ListFindings',
      'securityhub:GetFindings',
      'tag:GetResources',
    ]);
  });

  it('grants, when it is strict, just what collectors declare', () => {
    expect(module.data.aws_iam_policy_document.strict[0].statement[0].actions).toBe(
      '${concat(local.scan_actions.required, local.scan_actions.optional)}',
    );
    expect(resourceOf(module, 'aws_iam_role_policy', 'strict').count).toBe('${var.strict ? 1 : 0}');
    expect(resourceOf(module, 'aws_iam_role_policy', 'supplement').count).toBe('${var.strict ? 0 : 1}');
  });

  it('grants, when it is strict, no wildcard, no object data, no function code, and nothing that writes', () => {
    const { required, optional } = module.locals.scan_actions;
    const reads = /^[a-z0-9]+:(?:Get|List|Describe|Lookup)[A-Za-z0-9]+$/;
    const data = /^(?:s3:GetObject|lambda:GetFunction$|lambda:GetLayerVersion$|kms:Decrypt|secretsmanager:|ssm:GetParameter)/;
    for (const action of [...required, ...optional]) {
      expect(action).toMatch(reads);
      expect(action).not.toMatch(data);
    }
  });
});

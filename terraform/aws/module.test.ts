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
  ],
  refused: [
    ['platform_principal_arn', 'arn:aws:iam::999999999999:root'],
    ['platform_principal_arn', 'offload-platform'],
    ['external_id', 'fifteen-letters'],
    ['external_id', 'x'.repeat(1225)],
    ['external_id', 'with spaces in its midst'],
    ['role_name', 'a/path'],
    ['role_name', ''],
  ],
});

describe('the Terraform module for AWS', () => {
  let module: TerraformModule;
  beforeAll(async () => {
    module = await readTerraformModule('aws');
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

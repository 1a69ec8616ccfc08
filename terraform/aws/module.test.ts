import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import hcl from 'hcl2-parser';

const folder = join('terraform', 'aws');
let parsed: any;

beforeAll(async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  parsed = hcl.parseToObject(texts.join('\n'))[0];
});

describe('the Terraform module for AWS', () => {
  it('lets only the platform in, and only under the external ID', () => {
    const [trust] = parsed.data.aws_iam_policy_document.trust[0].statement;
    expect(trust.actions).toEqual(['sts:AssumeRole']);
    expect(trust.principals).toEqual([{ type: 'AWS', identifiers: ['${var.platform_principal_arn}'] }]);
    expect(trust.condition).toEqual([{ test: 'StringEquals', variable: 'sts:ExternalId', values: ['${var.external_id}'] }]);
  });

  it('grants SecurityAudit and exactly the documented supplement', () => {
    expect(parsed.resource.aws_iam_role_policy_attachment.security_audit[0]).toMatchObject({
      count: '${var.strict ? 0 : 1}',
      policy_arn: 'arn:aws:iam::aws:policy/SecurityAudit',
    });
    expect(parsed.data.aws_iam_policy_document.supplement[0].statement[0].actions.toSorted()).toEqual([
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
    const { required, optional } = parsed.locals[0].scan_actions;
    expect([...required, ...optional].toSorted()).toEqual(preflights.AWS.map(({ action }) => action).toSorted());
    expect(required.toSorted()).toEqual(preflights.AWS.flatMap(({ action, required: isRequired }) => (isRequired ? [action] : [])).toSorted());
    expect(parsed.resource.aws_iam_role_policy.strict[0].count).toBe('${var.strict ? 1 : 0}');
    expect(parsed.resource.aws_iam_role_policy.supplement[0].count).toBe('${var.strict ? 0 : 1}');
  });

  it('grants, when it is strict, no wildcard, no object data, no function code, and nothing that writes', () => {
    const { required, optional } = parsed.locals[0].scan_actions;
    const reads = /^[a-z0-9]+:(?:Get|List|Describe|Lookup)[A-Za-z0-9]+$/;
    const data = /^(?:s3:GetObject|lambda:GetFunction$|lambda:GetLayerVersion$|kms:Decrypt|secretsmanager:|ssm:GetParameter)/;
    for (const action of [...required, ...optional]) {
      expect(action).toMatch(reads);
      expect(action).not.toMatch(data);
    }
  });

  it('describes every variable and every output', () => {
    for (const [name, [variable]] of Object.entries<any>(parsed.variable)) expect([name, variable.description]).toEqual([name, expect.stringMatching(/\S/)]);
    for (const [name, [output]] of Object.entries<any>(parsed.output)) expect([name, output.description]).toEqual([name, expect.stringMatching(/\S/)]);
  });

  it('validates what a person enters', () => {
    const validated = Object.entries<any>(parsed.variable).filter(([, [variable]]) => variable.type !== '${bool}');
    expect(validated.length).toBeGreaterThan(2);
    for (const [name, [variable]] of validated) expect([name, variable.validation?.length]).toEqual([name, 1]);
  });
});

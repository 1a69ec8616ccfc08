import { describe, expect, it } from '@jest/globals';
import hcl from 'hcl2-parser';
import { newExternalId } from '../external-id/external-id.ts';
import { readAwsModule, renderAwsTerraform } from './aws-terraform.ts';

describe('renderAwsTerraform', () => {
  it('is one module that parses, with the values of the kit as its defaults', async () => {
    const externalId = newExternalId();
    const principalArn = 'arn:aws:iam::999999999999:role/offload-platform';
    const [parsed] = hcl.parseToObject(renderAwsTerraform(await readAwsModule('terraform'), { principalArn, externalId })) as any;

    expect(parsed.variable.external_id[0].default).toBe(externalId);
    expect(parsed.variable.platform_principal_arn[0].default).toBe(principalArn);
    expect(Object.keys(parsed.resource)).toEqual(['aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment']);
  });

  it('fails when the module has lost a variable', () => {
    expect(() => renderAwsTerraform('variable "other" {\n}', { principalArn: 'a', externalId: 'b' })).toThrow('declares no variable');
  });
});

describe('newExternalId', () => {
  it('has the characters and the length that AWS demands, and is never the same', () => {
    const ids = Array.from({ length: 200 }, newExternalId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\w+=,.@:/-]{16,1224}$/);
  });
});

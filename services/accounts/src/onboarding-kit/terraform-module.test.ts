import { describe, expect, it } from '@jest/globals';
import hcl from 'hcl2-parser';
import { renderTerraform } from './terraform-module.ts';

const source = `variable "name" {
  description = "A name."
  type        = string

  validation {
    condition     = var.name != ""
    error_message = "default = none"
  }
}

variable "federated" {
  description = "Whether."
  type        = bool
  default     = false
  nullable    = false
}
`;

const variablesOf = (text: string) => (hcl.parseToObject(text) as any)[0].variable;

describe('renderTerraform', () => {
  it('gives a variable the default that it has not, and another in place of the one that it has', () => {
    const { name, federated } = variablesOf(renderTerraform(source, { name: 'a', federated: true }));
    expect([name[0].default, federated[0].default]).toEqual(['a', true]);
    expect([name[0].validation, federated[0].nullable]).toEqual([variablesOf(source).name[0].validation, false]);
    expect(renderTerraform(source, { federated: true }).match(/default {5}=/g)).toHaveLength(1);
  });

  it('lets no value be more than a text', () => {
    const hostile = '${file("/etc/passwd")} %{ for } "quoted" \\ and $& of a replacement';
    const text = renderTerraform(source, { name: hostile });
    expect(text).toContain('"$${file(\\"/etc/passwd\\")} %%{ for } \\"quoted\\" \\\\ and $& of a replacement"');
    expect(variablesOf(text).name[0].default).toContain('and $& of a replacement');
  });

  it('fails when the module has lost a variable', () => {
    expect(() => renderTerraform(source, { other: 'a' })).toThrow('declares no variable other');
  });
});

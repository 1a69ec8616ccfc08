import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the customer's role must be made with. */
export interface AwsTerraformValues {
  principalArn: string;
  externalId: string;
}

/** The Terraform module for AWS as one text: all its files, in the order of their names. Throws when a file cannot be read. */
export async function readAwsModule(terraformDirectory: string): Promise<string> {
  const folder = join(terraformDirectory, 'aws');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return files.map((text) => text.trim()).join('\n\n');
}

/** The module with the values of one kit as the defaults of its variables: one file to apply as it is. */
export function renderAwsTerraform(module: string, { principalArn, externalId }: AwsTerraformValues): string {
  const values = { platform_principal_arn: principalArn, external_id: externalId };
  return Object.entries(values).reduce((text, [name, value]) => {
    const declaration = `variable "${name}" {\n`;
    if (!text.includes(declaration)) throw new Error(`the AWS Terraform module declares no variable ${name}`);
    return text.replace(declaration, () => `${declaration}  default     = ${JSON.stringify(value)}\n`);
  }, module);
}

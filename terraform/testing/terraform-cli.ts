import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { TerraformModule } from './terraform-module.ts';

const run = promisify(execFile);

/** Values for variables, by their names. */
export type TerraformValues = Readonly<Record<string, string | boolean>>;

/** Whether Terraform is installed here. Where it is not, what only it can tell is not tested: CI says so. */
export const hasTerraform = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'terraform'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Without the user's own configuration, without a call home. */
const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
};

const terraform = (directory: string, ...args: string[]): Promise<{ stdout: string }> => run('terraform', args, { cwd: directory, env });

/** The files under a folder that `terraform fmt` would write otherwise. */
export async function unformattedFiles(path: string): Promise<string[]> {
  const { stdout } = await terraform('.', 'fmt', '-recursive', '-list=true', '-write=false', path);
  return stdout.split('\n').filter(Boolean);
}

/**
 * What Terraform makes of an expression of variables and locals, with these values. Resources cannot be asked: their providers are not here.
 * Throws with all of Terraform's complaints when it refuses the values.
 */
export async function evaluate({ text }: TerraformModule, expression: string, values: TerraformValues): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'terraform-module-'));
  try {
    // As `terraform fmt` writes them, a block ends at the first brace that begins a line.
    const blocks = text.match(/^(?:variable "\w+"|locals) \{\n[\s\S]*?^\}/gm) ?? [];
    const asked = `output "asked" {\n  value = jsonencode(${expression})\n}`;
    await writeFile(join(directory, 'main.tf'), [...blocks, asked].join('\n\n'));
    await writeFile(join(directory, 'terraform.tfvars.json'), JSON.stringify(values));

    await terraform(directory, 'apply', '-auto-approve', '-input=false', '-no-color', '-compact-warnings');
    const { stdout } = await terraform(directory, 'output', '-raw', 'asked');
    return JSON.parse(stdout);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What Terraform says against these values; empty when nothing. */
export async function complaintsAbout(module: TerraformModule, values: TerraformValues): Promise<string> {
  try {
    await evaluate(module, 'true', values);
    return '';
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (!stderr) throw error;
    // Wrapped and framed for a terminal.
    return stderr.replace(/[│╷╵\s]+/g, ' ');
  }
}

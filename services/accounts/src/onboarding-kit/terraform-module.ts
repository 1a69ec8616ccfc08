import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Values for the variables of a module, by their names. */
export type TerraformValues = Readonly<Record<string, string | boolean>>;

/** A provider's Terraform module as one text: all files of its folder, in the order of their names. Throws when one cannot be read. */
export async function readTerraformModule(terraformDirectory: string, folder: string): Promise<string> {
  const path = join(terraformDirectory, folder);
  const names = (await readdir(path)).filter((name) => name.endsWith('.tf')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
  return files.map((text) => text.trim()).join('\n\n');
}

/** The module with these values as the defaults of its variables, in place of those that it has. Throws when it declares no such variable. */
export const renderTerraform = (module: string, values: TerraformValues): string =>
  Object.entries(values).reduce((text, [name, value]) => setDefault(text, name, value), module);

function setDefault(module: string, name: string, value: string | boolean): string {
  // As `terraform fmt` writes it: a block ends at the first brace that begins a line.
  const [block] = new RegExp(`^variable "${name}" \\{\\n[\\s\\S]*?^\\}`, 'm').exec(module) ?? [];
  if (block === undefined) throw new Error(`the Terraform module declares no variable ${name}`);

  const [declaration, ...lines] = block.split('\n');
  const others = lines.filter((line) => !/^ {2}default\s*=/.test(line));
  return module.replace(block, () => [declaration, `  default     = ${literal(value)}`, ...others].join('\n'));
}

/** JSON's texts are Terraform's, but for what begins an expression within one. */
const literal = (value: string | boolean): string => JSON.stringify(value).replaceAll(/[$%](?=\{)/g, '$&$&');

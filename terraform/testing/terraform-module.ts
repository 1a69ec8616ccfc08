import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import hcl from 'hcl2-parser';

/** A module as its files say: blocks by kind, type and name, expressions as `${…}`, as hcl2-parser gives them. */
export interface TerraformModule {
  /** `terraform/aws` */
  readonly path: string;
  /** All `.tf` files as one text, in the order of their names. */
  readonly text: string;
  readonly variable: Readonly<Record<string, any>>;
  readonly output: Readonly<Record<string, any>>;
  /** The variables that must be given. */
  readonly demanded: readonly string[];
  readonly data: any;
  readonly resource: any;
  /** Of all `locals` blocks. */
  readonly locals: any;
  /** By name: `{ source, version }`. */
  readonly requiredProviders: Readonly<Record<string, { source: string; version: string }>>;
  readonly readme: string;
}

/** Reads the module in `terraform/<folder>`, seen from the root of the repository. Throws when a file cannot be read or is not HCL. */
export async function readTerraformModule(folder: string): Promise<TerraformModule> {
  const path = join('terraform', folder);
  const { text, parsed } = await readConfiguration(path);
  const variable = onlyBlocks(parsed.variable);
  return {
    path,
    text,
    variable,
    output: onlyBlocks(parsed.output),
    demanded: Object.keys(variable).filter((name) => !Object.hasOwn(variable[name], 'default')),
    data: parsed.data ?? {},
    resource: parsed.resource,
    locals: Object.assign({}, ...(parsed.locals ?? [])),
    requiredProviders: parsed.terraform[0].required_providers[0],
    readme: await readFile(join(path, 'README.md'), 'utf8'),
  };
}

/** The one resource of a type and name. Throws when the module has none. */
export function resourceOf({ path, resource }: TerraformModule, type: string, name: string): any {
  const block = resource[type]?.[name]?.[0];
  if (block === undefined) throw new Error(`${path} has no ${type}.${name}`);
  return block;
}

/** The expression within `${…}`. Throws when the text is not just that. */
export function expressionIn(template: string): string {
  const [, expression] = /^\$\{([\s\S]*)\}$/.exec(template) ?? [];
  if (expression === undefined) throw new Error(`${template} is no expression`);
  return expression;
}

/** A module call, as an example of the module shows it. */
export interface ModuleCall {
  /** `federated` */
  readonly example: string;
  readonly source: string;
  /** By the variables' names. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The module's outputs that the example hands on. */
  readonly outputs: readonly string[];
}

/** The module calls in the module's `examples`. */
export async function readExamples(module: TerraformModule): Promise<ModuleCall[]> {
  const folder = join(module.path, 'examples');
  const calls = (await readdir(folder)).map(async (example): Promise<ModuleCall[]> => {
    const { text, parsed } = await readConfiguration(join(folder, example));
    return Object.entries<any>(onlyBlocks(parsed.module)).map(([name, { source, ...values }]) => ({
      example,
      source,
      values,
      outputs: [...text.matchAll(new RegExp(`module\\.${name}\\.(\\w+)`, 'g'))].map(([, output]) => output!),
    }));
  });
  return (await Promise.all(calls)).flat();
}

async function readConfiguration(path: string): Promise<{ text: string; parsed: any }> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.tf')).sort();
  const text = (await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')))).join('\n');
  const [parsed, error] = hcl.parseToObject(text);
  if (error) throw new Error(`${path} is not HCL: ${String(error)}`);
  return { text, parsed };
}

/** The parser gives a list of blocks under each name: here, names are declared once. */
const onlyBlocks = (named: Record<string, any[]> = {}): Record<string, any> =>
  Object.fromEntries(
    Object.entries(named).map(([name, blocks]) => {
      if (blocks.length !== 1) throw new Error(`${name} is declared ${blocks.length} times`);
      return [name, blocks[0]];
    }),
  );

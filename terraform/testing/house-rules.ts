import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { preflights, type CloudProvider } from '@offload/contracts';
import { complaintsAbout, hasTerraform, unformattedFiles, type TerraformValues } from './terraform-cli.ts';
import { readExamples, readTerraformModule, type ModuleCall, type TerraformModule } from './terraform-module.ts';

/** What the rules must know of a module. */
export interface ModuleOf {
  readonly provider: CloudProvider;
  /** `aws` */
  readonly folder: string;
  /** What the account is connected with, of schemas/accounts.graphql. */
  readonly input: string;
  /** The fields of that input that a person does not have from the module: what they chose, or what they gave to it. */
  readonly givenOtherwise: readonly string[];
  /** Outputs beside what is asked for. */
  readonly furtherOutputs: readonly string[];
  /** Of the outputs, those that nobody may see in passing. */
  readonly secretOutputs: readonly string[];
  /** Good values for all variables that must be given. */
  readonly values: TerraformValues;
  /** Further good values, each of one variable: those at the limits. */
  readonly taken: readonly (readonly [variable: string, value: string])[];
  /** Bad values, each of one variable. */
  readonly refused: readonly (readonly [variable: string, value: string])[];
}

const ofEveryInput = ['name', 'initialScan', 'regions', 'acceptPartialAccess', 'idempotencyKey'];

/** What holds for every module that lets the platform into a cloud: to be called in the test beside it. */
export function testHouseRules({ provider, folder, input, givenOtherwise, furtherOutputs, secretOutputs, values, taken, refused }: ModuleOf): void {
  describe(`the Terraform module for ${provider}, as all of them`, () => {
    let module: TerraformModule;
    let examples: ModuleCall[];
    beforeAll(async () => {
      module = await readTerraformModule(folder);
      examples = await readExamples(module);
    });

    it('describes every variable and every output', () => {
      for (const [name, { description }] of [...Object.entries(module.variable), ...Object.entries(module.output)])
        expect([name, description]).toEqual([name, expect.stringMatching(/\S/)]);
    });

    it('validates what a person enters, and takes no null where it has something better', () => {
      const texts = Object.entries(module.variable).filter(([, { type }]) => type !== '${bool}');
      expect(texts.length).toBeGreaterThan(0);
      for (const [name, { validation }] of texts) expect([name, validation?.length]).toEqual([name, 1]);

      const preset = Object.entries(module.variable).filter(([, one]) => Object.hasOwn(one, 'default') && one.default !== null);
      for (const [name, { nullable }] of preset) expect([name, nullable]).toEqual([name, false]);
    });

    it(`gives as outputs what ${input} asks for, the secret ones hidden`, async () => {
      const asked = fieldsOf(await readFile(join('schemas', 'accounts.graphql'), 'utf8'), input);
      const outputs = asked.filter((field) => ![...ofEveryInput, ...givenOtherwise].includes(field)).map(inSnakeCase);
      expect(outputs.length).toBeGreaterThan(0);
      expect(Object.keys(module.output).toSorted()).toEqual([...outputs, ...furtherOutputs].toSorted());

      const hidden = Object.keys(module.output).filter((name) => module.output[name].sensitive === true);
      expect(hidden).toEqual(secretOutputs);
    });

    it('says where the providers of all its resources come from', () => {
      const types = [...Object.keys(module.resource), ...Object.keys(module.data)];
      const used = new Set(types.map((type) => type.split('_')[0]!));
      expect(Object.keys(module.requiredProviders).toSorted()).toEqual([...used].toSorted());
      for (const [name, { source, version }] of Object.entries(module.requiredProviders)) {
        expect(source).toBe(`hashicorp/${name}`);
        expect(version).toMatch(/^>= \d+\.\d+$/);
      }
    });

    it('lists what collectors declare', () => {
      const { required, optional } = module.locals.scan_actions;
      const declared = (wanted: boolean) => preflights[provider].filter((one) => one.required === wanted).map(({ action }) => action);
      expect(required.toSorted()).toEqual(declared(true).toSorted());
      expect(optional.toSorted()).toEqual(declared(false).toSorted());
    });

    it('is applied by two commands, with variables that it has', () => {
      expect(module.readme).toMatch(/```sh\nterraform init\nterraform apply/);
      const [, command] = /\nterraform init\n(terraform apply[^\n]*)\n/.exec(module.readme)!;
      for (const name of module.demanded) expect(command).toContain(`-var ${name}=`);

      const named = [...module.readme.matchAll(/-var (\w+)=/g), ...module.readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
      for (const name of named) expect(Object.keys(module.variable)).toContain(name);
    });

    it('is shown in an example, with variables and outputs that it has', () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const { example, source, values: given, outputs } of examples) {
        expect(module.readme).toContain(`examples/${example}`);
        expect(source).toBe('../..');
        expect(Object.keys(module.variable)).toEqual(expect.arrayContaining(Object.keys(given)));
        expect(Object.keys(given)).toEqual(expect.arrayContaining([...module.demanded]));
        expect(Object.keys(module.output)).toEqual(expect.arrayContaining([...outputs]));
      }
    });

    const whereTerraformIs = hasTerraform ? it : it.skip;

    whereTerraformIs('is formatted as Terraform formats', async () => {
      expect(await unformattedFiles(module.path)).toEqual([]);
    });

    whereTerraformIs('takes good values', async () => {
      expect(await complaintsAbout(module, values)).toBe('');
    });

    for (const [variable, value] of taken) {
      whereTerraformIs(`takes ${variable} = ${inShort(value)}`, async () => {
        expect(await complaintsAbout(module, { ...values, [variable]: value })).toBe('');
      });
    }

    for (const [variable, value] of refused) {
      whereTerraformIs(`refuses ${variable} = ${inShort(value)}, in words of its own`, async () => {
        const complaints = await complaintsAbout(module, {
          ...values,
          [variable]: value,
        });
        expect(complaints).toContain(module.variable[variable].validation[0].error_message);
      });
    }
  });
}

/** The names of an input type's fields. Throws when the schema has no such input. */
function fieldsOf(schema: string, input: string): string[] {
  const [, body] = new RegExp(`^input ${input} \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(schema) ?? [];
  if (body === undefined) throw new Error(`the schema has no input ${input}`);
  return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, field]) => field!);
}

const inSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const inShort = (value: string): string => (value.length > 80 ? `${value.slice(0, 10)}… (${value.length} characters)` : `'${value}'`);

/** A source file: its path from the folder of the registry, as `./aws/ec2/vpc.collector.ts`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One list of a registry: what declares an entry, and what the list is called and made of. */
export interface RegistryList {
  /** The function that declares: `collector`. */
  readonly declaredBy: string;
  /** The ending of the files that declare: `.collector.ts`. */
  readonly suffix: string;
  readonly name: string;
  readonly type: string;
  readonly typeFrom: string;
}

/**
 * The module that lists everything that the files declare, sorted by path. Throws when a file of the suffix declares nothing, so that none
 * is forgotten.
 */
export function generateRegistry(files: readonly SourceFile[], lists: readonly RegistryList[]): string {
  const imports: string[] = [];
  const arrays: string[] = [];
  for (const { declaredBy, suffix, name, type, typeFrom } of lists) {
    const entries = files
      .filter(({ path }) => path.endsWith(suffix))
      .sort((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ path, text }) => {
        const found = new RegExp(`^export const (\\w+) = ${declaredBy}\\(`, 'm').exec(text);
        if (!found) throw new Error(`${path} exports no ${declaredBy}(…)`);
        imports.push(`import { ${found[1]} } from '${path}';`);
        return found[1]!;
      });
    imports.push(`import type { ${type} } from '${typeFrom}';`);
    arrays.push(`export const ${name}: readonly ${type}[] = [\n${entries.map((entry) => `  ${entry},\n`).join('')}];\n`);
  }
  return `// Generated from the files beside it. Do not edit: npm run generate.\n${imports.join('\n')}\n\n${arrays.join('\n')}`;
}

export const collectorLists: readonly RegistryList[] = [
  { declaredBy: 'collector', suffix: '.collector.ts', name: 'collectors', type: 'Collector', typeFrom: '../collector/collector.ts' },
  {
    declaredBy: 'nativeSource',
    suffix: '.native-source.ts',
    name: 'nativeSources',
    type: 'NativeSource',
    typeFrom: '../collector/native-source.ts',
  },
];

export const checkLists: readonly RegistryList[] = [
  { declaredBy: 'check', suffix: '.check.ts', name: 'checks', type: 'Check', typeFrom: '../check/check.ts' },
];

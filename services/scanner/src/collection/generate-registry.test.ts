import { describe, expect, it } from '@jest/globals';
import { generateRegistry } from './generate-registry.ts';

const lists = [{ declaredBy: 'check', suffix: '.check.ts', name: 'checks', type: 'Check', typeFrom: '../check.ts' }];

describe('generateRegistry', () => {
  it('lists what the files declare, by path', () => {
    const files = [
      { path: './b.check.ts', text: "import x from 'x';\nexport const second = check({});" },
      { path: './a.check.ts', text: 'export const first = check({});' },
      { path: './other.ts', text: 'export const none = 1;' },
    ];
    expect(generateRegistry(files, lists)).toContain("import { first } from './a.check.ts';\nimport { second } from './b.check.ts';");
    expect(generateRegistry(files, lists)).toContain('export const checks: readonly Check[] = [\n  first,\n  second,\n];');
  });

  it('refuses a file that declares nothing', () => {
    expect(() => generateRegistry([{ path: './a.check.ts', text: 'const hidden = check({});' }], lists)).toThrow(
      './a.check.ts exports no check(…)',
    );
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleProgram } from './bundle-program.ts';
import { programs } from './programs.ts';

const root = join(__dirname, '..', '..', '..');
const target = mkdtempSync(join(tmpdir(), 'offload-bundle-'));
afterAll(() => rmSync(target, { recursive: true }));

/** A repository with one workspace, and packages that hold their own name and version. */
function repository(dependencies: Record<string, string>): string {
  const directory = mkdtempSync(join(target, 'repository-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const install = (place: string, name: string, version: string): void => {
    write(`${place}node_modules/${name}/package.json`, JSON.stringify({ name, version, type: 'module', exports: './index.js' }));
    write(`${place}node_modules/${name}/index.js`, `export const told = '${name} ${version}';`);
  };
  write('service/package.json', JSON.stringify({ name: 'service', type: 'module', dependencies }));
  write('service/main.ts', `import { told as one } from 'shared';\nimport { told as two } from 'nested';\nimport { readFile } from 'node:fs';\nconsole.log(one, two, readFile);`);
  install('', 'shared', '1.0.0');
  install('', 'nested', '1.0.0');
  install('service/', 'nested', '2.0.0');
  return directory;
}

describe('a bundle', () => {
  it('leaves packages outside, but takes in one that npm nested under the workspace: its name would mean another version', async () => {
    const directory = repository({ shared: '1', nested: '2' });
    const outfile = join(directory, 'dist', 'main.mjs');
    expect(await bundleProgram({ root: directory, main: join(directory, 'service', 'main.ts'), outfile })).toEqual(['shared']);

    const text = readFileSync(outfile, 'utf8');
    expect(text).toContain('from "shared"');
    expect(text).toContain('nested 2.0.0');
  });

  it('is refused when it imports a package that an image would not have, with the name of the importer', async () => {
    const directory = repository({ nested: '2' });
    const bundling = bundleProgram({ root: directory, main: join(directory, 'service', 'main.ts'), outfile: join(directory, 'dist', 'main.mjs') });
    await expect(bundling).rejects.toThrow('shared, imported by service/main.ts');
  });
});

describe('the programs of the image', () => {
  const outside = new Map<string, string[]>();

  beforeAll(async () => {
    for (const [name, main] of Object.entries(programs)) {
      outside.set(name, await bundleProgram({ root, main: join(root, main), outfile: join(target, name, 'main.mjs') }));
    }
  }, 60_000);

  it('import nothing but what the Dockerfile installs', () => {
    const dockerfile = readFileSync(join(root, 'deploy', 'docker', 'Dockerfile'), 'utf8');
    const workspaces = [...dockerfile.matchAll(/--workspace (\S+)/g)].map(([, folder]) => folder!);
    const installed = new Set<string>(['esbuild']); // loaded only to build GraphiQL, which the image brings built
    const install = (folder: string): void => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
      for (const name of Object.keys(dependencies)) {
        if (installed.has(name)) continue;
        installed.add(name);
        const ours = /^@offload\/(contracts|service-kit)$/.exec(name);
        if (ours) install(join('libs', ours[1]!));
      }
    };
    workspaces.forEach(install);

    expect(workspaces.length).toBeGreaterThan(0);
    for (const [name, packages] of outside) expect([name, packages.filter((one) => !installed.has(one))]).toEqual([name, []]);
  });

  it('hold neither tests nor the embedded database', () => {
    for (const name of outside.keys()) {
      const { sources } = JSON.parse(readFileSync(join(target, name, 'main.mjs.map'), 'utf8')) as { sources: string[] };
      expect([name, sources.filter((source) => /\.test\.ts$|\/testing\/|libs\/(testkit|embedded-postgres)\//.test(source))]).toEqual([name, []]);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';

/** What a page would load of an entry, as a bundler for browsers makes it. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

describe('in a page', () => {
  it('the client is bundled without anything of Node, in less than 25 kB', async () => {
    const text = await bundled(`import { createClient, ScanUpdatedDocument } from './libs/client/src/index.ts'; console.log(createClient, ScanUpdatedDocument);`);

    expect(text).toContain('ScanUpdated');
    expect(gzipSync(text).length).toBeLessThan(25_000);
  });

  it('operations that are not used are left out', async () => {
    const text = await bundled(`import { ViewerDocument } from './libs/client/src/index.ts'; console.log(ViewerDocument);`);

    expect(text).toContain('Viewer');
    expect(text).not.toContain('ConnectAwsAccount');
    expect(text.length).toBeLessThan(2_000);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import request from 'supertest';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
beforeAll(async () => {
  // As images are built; in a process of its own, since esbuild does not run inside Jest.
  await promisify(execFile)(process.execPath, ['gateway/graphiql/bundle.ts']);
  platform = await startPlatform({ GRAPHIQL_DIRECTORY: 'gateway/graphiql' });
}, 60_000);
afterAll(() => platform.close());

const get = (path: string): request.Test => request(platform.gateway.url).get(path);

describe('GraphiQL', () => {
  it('is served whole from files of our own', async () => {
    const page = await get('/');
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!).filter((url) => !url.startsWith('data:'));

    expect(page.status).toBe(200);
    expect(files.sort()).toEqual(['/graphiql/page.css', '/graphiql/page.js']);
    for (const file of await readdir('gateway/graphiql/dist')) {
      if (file.endsWith('.LEGAL.txt') || file === 'index.html') continue;
      const { status, headers } = await get(`/graphiql/${file}`).buffer(false);
      expect({ file, status, type: headers['content-type'] }).toEqual({
        file,
        status: 200,
        type: expect.stringMatching(/javascript|css|font/),
      });
    }
    expect(await readFile('gateway/graphiql/dist/page.css', 'utf8')).not.toMatch(/url\(\s*["']?https?:/);
  });

  it('may load and call nothing else', async () => {
    const { headers } = await get('/');

    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("connect-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*/);
  });

  it('is not sent again when it has not changed', async () => {
    const { headers } = await get('/graphiql/page.css');
    expect((await get('/graphiql/page.css').set('if-none-match', headers['etag']!)).status).toBe(304);
  });

  it.each([
    '/graphiql/..%2f..%2fpackage.json',
    '/graphiql/%2e%2e/%2e%2e/package.json',
    '/graphiql/constructor',
    '/graphiql/page.ts',
    '/graphiql/',
  ])('gives no other file: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('is not there when it is turned off', async () => {
    const own = await startPlatform({ GRAPHIQL_DIRECTORY: 'gateway/graphiql', GRAPHIQL: 'false' });
    expect((await request(own.gateway.url).get('/')).status).toBe(404);
    await own.close();
  });
});

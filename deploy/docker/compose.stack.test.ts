import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGraphClient } from '@offload/embedded/graph-client';
import { runCompose, type RunningCompose } from './testing/run-compose.ts';

let platform: RunningCompose;

beforeAll(async () => {
  platform = await runCompose(join(__dirname, '..', '..'));
}, 180_000);
afterAll(() => platform?.destroy(), 60_000);

describe('docker-compose.yml, run as processes', () => {
  it('becomes healthy, container by container, and its tenant can ask who it is', async () => {
    const graph = createGraphClient(platform.url, platform.env['BOOTSTRAP_API_KEY']!);
    const { viewer } = await graph.request<{ viewer: { tenant: { name: string } } }>('{ viewer { tenant { name } } }');
    expect(viewer.tenant.name).toBe('First tenant');
  });

  it('serves GraphiQL, built', async () => {
    const page = await fetch(platform.url);
    const script = await fetch(`${platform.url}/graphiql/page.js`);
    expect([page.status, script.status]).toEqual([200, 200]);
    expect(await page.text()).toContain('page.js');
    expect((await script.text()).length).toBeGreaterThan(1_000_000);
    expect(platform.output()).not.toContain('graphiql built');
  });

  it('connects an account of each simulated cloud and tells their first scans, as often as it is asked', async () => {
    for (const _run of [1, 2]) {
      const { code, output } = await platform.runOnce('demo');
      for (const cloud of ['AWS', 'Azure', 'Google Cloud']) expect(output).toMatch(new RegExp(`^${cloud} +scan COMPLETED 100 %`, 'm'));
      expect(output.match(/^Inventory: [1-9]\d* assets/gm)).toHaveLength(3);
      expect(code).toBe(0);
    }
  }, 180_000);

  it('writes none of its passwords and keys to a log', () => {
    const secrets = Object.entries(platform.env).filter(([name]) => /PASSWORD|KEY/.test(name) && name !== 'INTERNAL_TOKEN_PUBLIC_KEYS' && !name.startsWith('PLATFORM_'));
    expect(secrets.length).toBe(25);
    for (const [name, value] of secrets) expect([name, platform.output().includes(value.startsWith('{') ? JSON.parse(value).d : value)]).toEqual([name, false]);
  });

  it.each(['gateway', 'scanner', 'accounts', 'credentials', 'inventory', 'simulator'])('%s ends in order when docker stops it', async (name) => {
    expect(await platform.stop(name)).toBe(0);
  });
});

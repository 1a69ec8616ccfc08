import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '@offload/simulator';
import { connect, digest, graphOf, onboarded, scanEnded } from './testing/graph.ts';
import { startPlatformProcess, type PlatformProcess } from './testing/platform-process.ts';

const accountId = '444455556666';
const now = new Date('2026-01-01T00:00:00Z');

let simulator: Simulator;
let input: Record<string, unknown>;
let undisturbed: Awaited<ReturnType<typeof digest>>;
const directories: string[] = [];
const platforms: PlatformProcess[] = [];

async function platform(options: { directory: string; faultPoint?: string; passing?: number }): Promise<PlatformProcess> {
  // A worker that died is noticed after these times: shorter here, so that the story is.
  const overrides = { scanner: { JOB_CLAIM_SECONDS: '3', JOB_RELEASE_SECONDS: '3' } };
  const started = await startPlatformProcess({ ...options, simulator, overrides });
  platforms.push(started);
  return started;
}

async function directory(): Promise<string> {
  directories.push(await mkdtemp(join(tmpdir(), 'offload-crash-')));
  await chmod(directories.at(-1)!, 0o711); // the database server runs as another user when we are root
  return directories.at(-1)!;
}

/** Connects, again after a crash: the idempotency key makes it the same connection. */
async function connected(running: PlatformProcess): Promise<string> {
  const answer = await connect(graphOf(running), { ...input, idempotencyKey: 'the-story' });
  if (!answer.id) throw new Error(JSON.stringify(answer));
  return answer.id;
}

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'crash', size: 250, now, accounts: [{ accountId }] });
  input = await onboarded(simulator, accountId);

  const calm = await platform({ directory: await directory() });
  const scan = await scanEnded(graphOf(calm), await connected(calm));
  expect(scan.status).toBe('COMPLETED');
  undisturbed = await digest(graphOf(calm));
  expect(undisturbed.assets.length).toBeGreaterThan(100);
  expect(undisturbed.findings.length).toBeGreaterThan(50);
  await calm.stop();
}, 120_000);

afterAll(async () => {
  await Promise.all(platforms.map((one) => one.kill()));
  await simulator?.stop();
  await Promise.all(directories.map((one) => rm(one, { recursive: true, force: true })));
}, 60_000);

describe('kill -9 of the whole platform, and a restart', () => {
  it.each([
    ['after the secret is sealed, before the account is connected', 'after-seal', 1],
    ['in the middle of a listing', 'mid-listing', 3],
    ['between two batches', 'between-batches', 4],
    ['before a sweep', 'before-sweep', 2],
    ['while a finding is written', 'while-finding-written', 5],
  ])(
    '%s, loses nothing and leaves nothing wrong',
    async (_phase, faultPoint, passing) => {
      const place = await directory();
      const doomed = await platform({ directory: place, faultPoint, passing });
      // The end may come before the answer does.
      await Promise.allSettled([connected(doomed), doomed.ended]);
      await doomed.ended;
      expect(doomed.log()).toContain(`killed at ${faultPoint}`);

      const again = await platform({ directory: place });
      const scan = await scanEnded(graphOf(again), await connected(again));

      expect(scan).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
      expect(await digest(graphOf(again))).toEqual(undisturbed);
      await again.stop();
    },
    150_000,
  );
});

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startPlatform } from '../../testing/start-platform.ts';
import type { GatewayReport, GatewayStarted } from './gateway-process.ts';

/**
 * The gateway over its fake services, in a process of its own, so that what is measured is its work and not the attacker's. Started with the environment as its argument and --expose-gc; says
 * where it is, and then on each message what has happened since the last.
 */
const platform = await startPlatform(JSON.parse(process.argv[2] ?? '{}') as Record<string, string>);
platform.world.feed.set({ id: 'scan', cloudAccountId: 'one', status: 'RUNNING', percent: 1 });

const resolutionMs = 10;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();

const heap = (): number => {
  for (let times = 0; times < 3; times++) (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
};
// What is measured includes the time between two looks.
const delayMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);

process.on('message', () => {
  const isFailure = ({ level }: { level: number | string }): boolean => level === 'error' || level === 'fatal' || Number(level) >= 50;
  const failures = platform.logged.filter((line) => isFailure(JSON.parse(line) as { level: number | string }));
  platform.logged.length = 0;
  const report: GatewayReport = { p99Ms: delayMs(delay.percentile(99)), maxMs: delayMs(delay.max), heapBytes: 0, failures };
  delay.disable();
  report.heapBytes = heap();
  delay.reset();
  delay.enable();
  process.send!(report);
});
process.on('disconnect', () => {
  delay.disable();
  void platform.close();
});

const started: GatewayStarted = { url: platform.gateway.url, key: platform.newKey().key, otherKey: platform.newKey().key };
process.send!(started);

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/create-logger.ts';
import { createMetrics } from './metrics.ts';
import { startTelemetry, type Telemetry } from './start-telemetry.ts';
import { currentTraceparent, traced, withTraceparent } from './trace.ts';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('tracing', () => {
  let telemetry: Telemetry;
  beforeAll(async () => {
    telemetry = await startTelemetry({ service: 'accounts' });
  });
  afterAll(() => telemetry.stop());

  it('continues the trace of a traceparent, across awaits', async () => {
    const inside = await withTraceparent(parent, () =>
      traced('work', {}, async () => {
        await Promise.resolve();
        return currentTraceparent();
      }),
    );

    expect(inside).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(inside).not.toBe(parent);
    expect(currentTraceparent()).toBeUndefined();
  });

  it.each([undefined, '', 'nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01', `${parent}-extra`])(
    'ignores %p as a traceparent',
    (malformed) => {
      expect(withTraceparent(malformed, currentTraceparent)).toBeUndefined();
    },
  );

  it('hands on what a traced function gives and throws', async () => {
    await expect(traced('ok', {}, async () => 7)).resolves.toBe(7);
    const failure = new Error('no');
    await expect(traced('bad', {}, async () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('puts the trace into log lines', async () => {
    const lines: string[] = [];
    const log = createLogger({ service: 'accounts', level: 'info', destination: { write: (line) => void lines.push(line) } });
    await withTraceparent(parent, () => traced('work', {}, async () => log.info('inside')));
    log.info('outside');

    expect(JSON.parse(lines[0]!).traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(JSON.parse(lines[1]!)).not.toHaveProperty('traceId');
  });

  it('starts once a process', async () => {
    expect(await startTelemetry({ service: 'scanner' })).toBe(telemetry);
  });
});

describe('metrics', () => {
  it('gives the same metric when asked twice, under the prefix of the product', async () => {
    const metrics = createMetrics();
    const jobs = metrics.counter({ name: 'jobs_total', help: 'Jobs', labels: ['state'] });
    expect(metrics.counter({ name: 'jobs_total', help: 'Jobs', labels: ['state'] })).toBe(jobs);

    jobs.inc({ state: 'done' }, 2);
    metrics.histogram({ name: 'wait_seconds', help: 'Wait', buckets: [1] }).observe(0.5);
    const { text } = await metrics.scrape();
    expect(text).toContain('offload_jobs_total{state="done"} 2');
    expect(text).toContain('offload_wait_seconds_bucket{le="1"} 1');
  });

  it('measures the process and the event loop', async () => {
    const metrics = createMetrics();
    metrics.collectProcess();
    metrics.collectProcess();
    const { text } = await metrics.scrape();
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});

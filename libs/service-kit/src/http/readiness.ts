import type { Logger } from '../logging/create-logger.ts';
import { isError } from '../logging/serialize-error.ts';

/** What a probe found: `OK`, or what kind of failure: an error code or type, never a message. */
export interface ReadinessReport {
  status: 'READY' | 'DEGRADED';
  checks: Record<string, string>;
}

export interface Readiness {
  /** Registers a probe; it rejects while the service cannot do without what it looks at. */
  add(name: string, probe: () => Promise<void>): void;
  /** Runs all probes at once, each for 2 s at most. */
  report(): Promise<ReadinessReport>;
}

const longestProbeMs = 2_000;

async function inTime(probe: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('the probe took too long'), { code: 'TIMEOUT' })), longestProbeMs);
  });
  try {
    await Promise.race([probe(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A message may name hosts, users or worse; a code such as ECONNREFUSED or 28P01 may not. */
function kindOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  return isError(error) ? error.name : 'FAILED';
}

/** The probes of one server. A probe that starts to fail, and one that recovers, is logged once. */
export function createReadiness(log: Logger): Readiness {
  const probes = new Map<string, () => Promise<void>>();
  const failing = new Set<string>();

  async function look(name: string, probe: () => Promise<void>): Promise<[string, string]> {
    try {
      await inTime(probe);
      if (failing.delete(name)) log.info({ probe: name }, 'readiness probe recovered');
      return [name, 'OK'];
    } catch (error) {
      if (!failing.has(name)) log.warn({ err: error, probe: name }, 'readiness probe failed');
      failing.add(name);
      return [name, kindOf(error)];
    }
  }

  return {
    add: (name, probe) => void probes.set(name, probe),
    async report() {
      const checks = Object.fromEntries(await Promise.all([...probes].map(([name, probe]) => look(name, probe))));
      return { status: Object.values(checks).every((found) => found === 'OK') ? 'READY' : 'DEGRADED', checks };
    },
  };
}

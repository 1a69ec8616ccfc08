import type { ConnectionTest, ConnectionTestFailed, ConnectionTestStep, MissingPermission } from '@offload/contracts';
import { ConnectionRefused, type StepFailure } from './connection-refused.ts';

/** What a step that did not end the test says of itself. Nothing: it passed. */
export type StepNote =
  { outcome: 'PASSED' | 'UNKNOWN'; message: string } | ({ outcome: 'FAILED' } & ({ message: string; remedy: string } | StepFailure));

/** A connection test under way: its steps in order, and what they found. */
export interface ConnectionTestRun {
  identity: string | null;
  readonly missingPermissions: MissingPermission[];
  readonly excessivePermissions: string[];
  readonly notices: string[];
  /** Runs a step. One that throws `ConnectionRefused` is recorded as failed, and the error goes on: it ends the test. */
  step<T>(name: string, work: () => Promise<{ value: T; note?: StepNote | undefined }>): Promise<T>;
  /** The test, passed. */
  passed(): ConnectionTest;
  /** The test, failed: the steps that were not reached are `SKIPPED`. */
  failed(failure: StepFailure): ConnectionTestFailed;
}

/** Starts a connection test whose steps are known beforehand. */
export function startConnectionTest(stepNames: readonly string[], now: () => Date): ConnectionTestRun {
  const steps: ConnectionTestStep[] = [];
  const testedAt = now().toISOString();

  const record = (name: string, note: StepNote | undefined): void => {
    const { outcome = 'PASSED', message = null, remedy = null, code = null } = (note ?? {}) as Partial<ConnectionTestStep>;
    steps.push({ name, outcome, code, message, remedy });
  };

  const run: ConnectionTestRun = {
    identity: null,
    missingPermissions: [],
    excessivePermissions: [],
    notices: [],
    async step(name, work) {
      try {
        const { value, note } = await work();
        record(name, note);
        return value;
      } catch (error) {
        if (error instanceof ConnectionRefused) record(name, { outcome: 'FAILED', ...error.failure });
        throw error;
      }
    },
    passed: () => test(true),
    failed: ({ code, message, remedy, possibleCauses }) => ({
      code,
      message,
      remedy,
      possibleCauses: [...(possibleCauses ?? [code])],
      test: test(false),
    }),
  };

  function test(ok: boolean): ConnectionTest {
    const reached = new Set(steps.map(({ name }) => name));
    const skipped = stepNames
      .filter((name) => !reached.has(name))
      .map((name) => ({ name, outcome: 'SKIPPED' as const, code: null, message: null, remedy: null }));
    const { identity, missingPermissions, excessivePermissions, notices } = run;
    return { ok, testedAt, identity, steps: [...steps, ...skipped], missingPermissions, excessivePermissions, notices };
  }

  return run;
}

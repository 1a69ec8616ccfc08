import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

const conflicts = new Map([
  ['40001', 'serialization'],
  ['40P01', 'deadlock'],
] as const);

/** Which conflict with another transaction ended this one; undefined for any other error. */
export function conflictOf(error: unknown): 'serialization' | 'deadlock' | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  return conflicts.get((error.driverError as { code?: '40001' | '40P01' }).code as '40001');
}

/**
 * Runs a whole transaction again when it lost against another one (serialization failure, deadlock): `retryConflicts(() => db.transact(…))`.
 * Five attempts by default, 10–20 ms apart at first, then twice as long each time. Every other error, and the last conflict, is thrown as it is.
 */
export async function retryConflicts<T>(transact: () => Promise<T>, options: { attempts?: number } = {}): Promise<T> {
  const { attempts = 5 } = options;

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact();
    } catch (error) {
      if (attempt >= attempts || conflictOf(error) === undefined) throw error;
      await delay(10 * 2 ** (attempt - 1) * (1 + Math.random()));
    }
  }
}

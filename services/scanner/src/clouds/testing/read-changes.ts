import type { CloudSession } from '../../collector/session.ts';
import { changesOf, type ChangeLog, type ChangesOptions, type CloudChange } from '../change-log.ts';

/** Every change that a log tells of; since five days ago when nothing else is said. */
export async function readChanges<S extends CloudSession>(
  log: ChangeLog<S>,
  session: S,
  { since = new Date(Date.now() - 5 * 86_400_000), ...options }: Partial<ChangesOptions<S>> = {},
): Promise<CloudChange[]> {
  const all: CloudChange[] = [];
  for await (const change of changesOf(log, { session, since, signal: new AbortController().signal, ...options })) all.push(change);
  return all;
}

import { fail, pass, type Verdict } from '../../../check/check.ts';

/** Fails when an alert is missing for one of the operations, which are named in lower case. */
export function judgeWatched(watched: readonly string[], operations: readonly string[]): Verdict {
  const missing = operations.filter((operation) => !watched.includes(operation));
  return missing.length === 0 ? pass : fail(`no alert on ${missing.join(', ')}`);
}

/** What to do about missing alerts. */
export const watchedFix = (operations: readonly string[]): string =>
  `Create activity log alerts on the whole subscription for ${operations.join(' and ')}, with an action group that reaches somebody.`;

/** The examples of a check that wants alerts on the operations. */
export const watchedExamples = (operations: readonly string[]) => ({
  pass: [{ watchedOperations: [...operations] }],
  fail: [{ watchedOperations: [] }, { watchedOperations: operations.slice(1) }],
});

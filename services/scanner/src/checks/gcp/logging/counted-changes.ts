import { fail, pass, type Verdict } from '../../../check/check.ts';

const normal = (filter: string): string => filter.replace(/\s+/g, '').toLowerCase();

/**
 * Fails when no metric counts what has all the terms: terms of the benchmark's own filter, without spaces. Whether an alert hangs on the metric is not
 * judged: alert policies are not read.
 */
export function judgeCounted(metricFilters: readonly string[], terms: readonly string[]): Verdict {
  const isCounted = metricFilters.map(normal).some((filter) => terms.every((term) => filter.includes(normal(term))));
  return isCounted ? pass : fail('no log-based metric counts them');
}

/** What to do when none does. */
export const countedFix = (terms: readonly string[]): string =>
  `Create a log-based metric whose filter has ${terms.join(' and ')}, and an alert policy on it.`;

/** The examples of a check that wants a metric of the terms. */
export const countedExamples = (terms: readonly string[]) => ({
  pass: [{ metricFilters: ['severity>=ERROR', terms.join(' AND ')] }],
  fail: [{ metricFilters: [] }, { metricFilters: [terms[0]!.slice(1)] }],
});

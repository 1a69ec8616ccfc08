import type { z } from 'zod';

/** The provider answered something else than its documentation says: that was not seen. Names the fields, never their values. */
export class UnexpectedAnswer extends Error {
  constructor(what: string, issues: readonly z.core.$ZodIssue[] = []) {
    const fields = issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '.'} (${issue.code})`);
    super(`unexpected answer for ${[what, ...fields].join(', ')}`);
    this.name = 'UnexpectedAnswer';
  }
}

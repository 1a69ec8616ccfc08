import type { gcpSqlInstance, ResourceOf } from '@offload/contracts';
import { fail, pass, type Verdict } from '../../../check/check.ts';

type SqlInstance = ResourceOf<typeof gcpSqlInstance>;

export interface WantedFlag {
  readonly engine: SqlInstance['engine'];
  readonly flag: string;
  readonly wanted: string;
  /** What counts when the flag is not set. */
  readonly otherwise: string;
}

/** Whether an instance of that engine has a database flag as wanted; those of other engines have no such flag. */
export function judgeFlag({ engine, flags }: Pick<SqlInstance, 'engine' | 'flags'>, { engine: of, flag, wanted, otherwise }: WantedFlag): Verdict {
  const value = flags[flag] ?? otherwise;
  if (engine !== of || value.toLowerCase() === wanted) return pass;
  return fail(flags[flag] === undefined ? `${flag} is not set, which means ${otherwise}` : `${flag} is ${value}`);
}

/** Instances that have the flag so, as examples need them. */
export const flagged = (engine: SqlInstance['engine'], flags: Record<string, string>) => ({ engine, flags });

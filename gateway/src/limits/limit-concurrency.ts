import { refusal } from '../errors/refusal.ts';

/**
 * Counts what somebody has open at the same time. Gives the function that ends it; throws SUBSCRIPTION_LIMIT_EXCEEDED when there is too
 * much.
 */
export type ConcurrencyLimit = (who: string) => () => void;

/** Limits the subscriptions that one caller has open in this process. */
export function createConcurrencyLimit(most: number): ConcurrencyLimit {
  const open = new Map<string, number>();

  return (who) => {
    const now = open.get(who) ?? 0;
    if (now >= most) {
      throw refusal('SUBSCRIPTION_LIMIT_EXCEEDED', `More than ${most} subscriptions at the same time`, {
        limit: most,
        found: now + 1,
        remedy: 'End some before starting others.',
      });
    }
    open.set(who, now + 1);

    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (open.get(who) ?? 1) - 1;
      if (left > 0) open.set(who, left);
      else open.delete(who);
    };
  };
}

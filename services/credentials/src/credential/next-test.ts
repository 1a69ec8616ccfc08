import type { Context } from '../context.ts';

/** When a connection that is tested now is tested next: not all of them that were connected together at once. */
export function nextTest({ now, reverifyAfterMs }: Pick<Context, 'now' | 'reverifyAfterMs'>): Date {
  const spread = 0.9 + Math.random() * 0.2;
  return new Date(now().getTime() + reverifyAfterMs * spread);
}

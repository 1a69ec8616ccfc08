import { refusal, type RefusalCode } from '../errors/refusal.ts';

/** How much one operation may ask for. */
export interface Limits {
  maxTokens: number;
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  maxCost: number;
}

/** Throws a `Refusal` that says which limit is exceeded and how far. */
export function demandWithin(code: RefusalCode, noun: string, found: number, limit: number, remedy: string): void {
  if (found <= limit) return;
  throw refusal(code, `The operation has ${noun} ${Number.isFinite(found) ? found : 'without end'}, more than ${limit}`, {
    limit,
    found,
    remedy,
  });
}

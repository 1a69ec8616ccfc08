import type { GatewayConfig } from '../config.ts';
import { refusal, type RefusalCode } from '../errors/refusal.ts';

/** How much one operation may ask for. */
export interface Limits {
  maxTokens: number;
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  maxFields: number;
  maxRootFields: number;
  maxRepetitions: number;
  maxIntrospectionDepth: number;
  maxIntrospectionCost: number;
  maxVariableValues: number;
  maxVariableDepth: number;
  maxCost: number;
}

/** The limits of operations, as the environment has them. */
export const limitsOf = (config: GatewayConfig): Limits => ({
  maxTokens: config.MAX_TOKENS,
  maxDepth: config.MAX_DEPTH,
  maxAliases: config.MAX_ALIASES,
  maxDirectives: config.MAX_DIRECTIVES,
  maxFields: config.MAX_FIELDS,
  maxRootFields: config.MAX_ROOT_FIELDS,
  maxRepetitions: config.MAX_REPETITIONS,
  maxIntrospectionDepth: config.MAX_INTROSPECTION_DEPTH,
  maxIntrospectionCost: config.MAX_INTROSPECTION_COST,
  maxVariableValues: config.MAX_VARIABLE_VALUES,
  maxVariableDepth: config.MAX_VARIABLE_DEPTH,
  maxCost: config.MAX_COST,
});

/** Throws a `Refusal` that says which limit is exceeded and how far; `noun` says what is counted, as `a depth of`. */
export function demandWithin(code: RefusalCode, noun: string, found: number, limit: number): void {
  if (found <= limit) return;
  throw refusal(code, `The operation has ${noun} ${Number.isFinite(found) ? found : 'without end'}, more than ${limit}`, { limit, found });
}

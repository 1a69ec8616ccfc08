import { demandWithin, type Limits } from './limits.ts';

/**
 * Refuses variables that hold too many values, or nest too deep, before anything walks through them. Throws VARIABLE_LIMIT_EXCEEDED, which says nothing of them but how many.
 * Takes no more steps than the limit has values.
 */
export function demandVariables(variables: Readonly<Record<string, unknown>>, { maxVariableValues, maxVariableDepth }: Limits): void {
  let values = 0;
  let level: unknown[] = Object.values(variables);
  for (let depth = 1; level.length > 0; depth++) {
    values += level.length;
    demandWithin('VARIABLE_LIMIT_EXCEEDED', 'a number of values in its variables of at least', values, maxVariableValues);
    demandWithin('VARIABLE_LIMIT_EXCEEDED', 'variables that nest to a depth of at least', depth, maxVariableDepth);

    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Array.isArray(value) ? value : Object.values(value)) next.push(inner);
    }
    level = next;
  }
}

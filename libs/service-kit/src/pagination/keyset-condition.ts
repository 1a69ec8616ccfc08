/** The order of a list: its columns (the last one unique), all in one direction, so that one index serves it. */
export interface KeysetOrder {
  columns: readonly string[];
  direction: 'asc' | 'desc';
}

const columnName = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/;

/**
 * SQL for "after this key" and for the order, with parameters numbered from `firstParameter`. Without a key (the first page) the condition is `true`.
 * Columns are names in the code, never input; throws when one is not a plain column name.
 */
export function keysetCondition(
  order: KeysetOrder,
  after: readonly unknown[] | undefined,
  firstParameter = 1,
): { condition: string; orderBy: string; params: unknown[] } {
  for (const column of order.columns) if (!columnName.test(column)) throw new Error(`not a column: ${column}`);
  if (after && after.length !== order.columns.length)
    throw new Error(`a key of ${order.columns.length} columns has ${after.length} values`);

  const orderBy = order.columns.map((column) => `${column} ${order.direction}`).join(', ');
  if (!after) return { condition: 'true', orderBy, params: [] };

  const operator = order.direction === 'asc' ? '>' : '<';
  const placeholders = after.map((_, index) => `$${firstParameter + index}`);
  return { condition: `(${order.columns.join(', ')}) ${operator} (${placeholders.join(', ')})`, orderBy, params: [...after] };
}

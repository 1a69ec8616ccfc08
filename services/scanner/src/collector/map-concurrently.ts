/**
 * Maps items with at most `limit` tasks under way, in the order of the items. Tasks that answer at once cost no promise. The first task to
 * throw ends it all: no further task is started.
 */
export async function mapConcurrently<I, V>(
  items: readonly I[],
  limit: number,
  task: (item: I, index: number) => V | Promise<V>,
): Promise<V[]> {
  const values = new Array<V>(items.length);
  let next = 0;
  let hasFailed = false;

  async function work(): Promise<void> {
    while (next < items.length && !hasFailed) {
      const index = next++;
      try {
        const value = task(items[index]!, index);
        values[index] = value instanceof Promise ? await value : value;
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return values;
}

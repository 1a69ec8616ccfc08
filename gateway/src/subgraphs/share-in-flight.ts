import { metrics } from '@offload/service-kit';

const sharedTotal = metrics.counter({
  name: 'gateway_subgraph_fetches_shared_total',
  help: 'Fetches that were answered by an equal one which was under way',
  labels: [],
});

/**
 * Makes what lets equal questions that are asked at the same time be asked once: whoever comes while one is under way gets its answer, and nothing is kept
 * after that. Answers are shared, so nobody may change them.
 */
export function createSharing<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();

  return (key, ask) => {
    const known = underWay.get(key);
    if (known) {
      sharedTotal.inc();
      return known;
    }

    const answer = ask().finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}

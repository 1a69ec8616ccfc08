import { resourceGraph } from '../../clouds/azure/clients.ts';
import { confirmingActions } from '../../clouds/azure/effective-permissions.ts';
import type { GraphQuery, GraphRow, ResourceGraph } from '../../clouds/azure/resource-graph.ts';

interface ListedByGraph extends Partial<Pick<GraphQuery, 'table' | 'where'>> {
  /** true: the resources of all locations; otherwise of the job's region. */
  readonly isEverywhere?: boolean;
}

/**
 * What a collector says whose resources Resource Graph lists: the actions of enumerating, with what its calls are made, and the pages. `type` as
 * Azure writes it, `Microsoft.Storage/storageAccounts`; `P` is as much of the resource's properties as the collector reads.
 */
export const listedByGraph = <P>(type: string, { table = 'resources', isEverywhere = false, where }: ListedByGraph = {}) => ({
  actions: [`${type}/read`, ...confirmingActions],
  // Resource Graph takes up to a few minutes to show what was written.
  isIndexed: true,
  access: resourceGraph,
  pages: ({ graph, region }: { graph: ResourceGraph; region: string }): AsyncIterable<readonly GraphRow<P>[]> =>
    graph.rows<P>({ table, type, region: isEverywhere ? null : region, ...(where !== undefined && { where }) }),
});

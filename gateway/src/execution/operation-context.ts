import type { Principal } from '@offload/contracts';
import type { Logger } from '@offload/service-kit';

/** What one operation carries with it to the subgraphs. */
export interface OperationContext {
  /** As of now: read again for every request to a subgraph, as a subscription outlives scopes. Null only where no subgraph is asked. */
  readonly caller: { readonly principal: Principal | null };
  readonly requestId: string;
  /** The network address that the request came from, for the audit log. */
  readonly address: string;
  readonly log: Logger;
}

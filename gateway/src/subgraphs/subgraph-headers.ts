import type { ServiceName } from '@offload/contracts';
import { currentTraceparent, type TokenIssuer } from '@offload/service-kit';
import type { OperationContext } from '../execution/operation-context.ts';

/** Makes the headers of one request to a subgraph: a token that is good for it alone and for a minute, the request id, the trace. */
export type SubgraphHeaders = (subgraph: ServiceName, context: OperationContext) => Promise<Record<string, string>>;

/** Nothing that a client sent is passed on but who it turned out to be. */
export function createSubgraphHeaders(issuer: TokenIssuer): SubgraphHeaders {
  return async (subgraph, { caller: { principal }, requestId, address }) => {
    if (!principal) throw new Error('a subgraph is asked for nobody');

    const { tenantId, subject, roles, scopes } = principal;
    const token = await issuer.issue({ audience: subgraph, tenantId, subject, roles, scopes, extra: { address } });
    const traceparent = currentTraceparent();
    return { authorization: `Bearer ${token}`, 'x-request-id': requestId, ...(traceparent ? { traceparent } : {}) };
  };
}

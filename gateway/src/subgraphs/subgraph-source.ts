import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { ServiceName } from '@offload/contracts';
import { metrics } from '@offload/service-kit';
import { OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import { Pool } from 'undici';
import { subgraphUnavailable } from '../errors/present-errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { createSharing } from './share-in-flight.ts';
import type { SubgraphHeaders } from './subgraph-headers.ts';

export interface SubgraphSourceOptions {
  name: ServiceName;
  /** The service's base URL: `/graphql` is asked there. */
  url: string;
  headers: SubgraphHeaders;
  timeoutMs: number;
  /** Mutations may talk to a cloud provider before they answer. */
  mutationTimeoutMs: number;
  /** The most an answer may hold; 16 MiB when not said. */
  maxResponseBytes?: number;
}

export interface SubgraphSource extends GraphQLDataSource {
  close(): Promise<void>;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

type Process = GraphQLDataSourceProcessOptions['request'];

/** What came back, unread. */
interface Posted {
  statusCode: number;
  text: string;
}

const seconds = metrics.histogram({
  name: 'gateway_subgraph_seconds',
  help: 'How long subgraphs took to answer',
  labels: ['subgraph', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
});

/** The connection was closed under the request: kept alive on our side, given up on the other, as when a replica is replaced. */
const isBrokenConnection = (error: unknown): boolean =>
  ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String((error as { code?: unknown }).code));

/** A GraphQL answer has data or errors; what has neither comes from something in between. */
function answerOf(text: string): Answer | undefined {
  try {
    const body = JSON.parse(text) as Answer | null;
    return body && (body.data !== undefined || Array.isArray(body.errors)) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Throws when it is no answer to a question of GraphQL. 401 and 403 are about the gateway's token, not about the caller. */
function read({ statusCode, text }: Posted): Answer {
  const answer = statusCode === 401 || statusCode === 403 ? undefined : answerOf(text);
  if (!answer) throw new Error(`the subgraph answered with status ${statusCode}`);
  return answer;
}

/**
 * What the executor asks a subgraph through, on kept-alive connections. It always resolves: a subgraph that does not answer, too late, too
 * much or no GraphQL, is an error SUBGRAPH_UNAVAILABLE at its place in the answer, so that the rest of the answer stands; why is logged,
 * and where it is is said to nobody.
 */
export function createSubgraphSource(options: SubgraphSourceOptions): SubgraphSource {
  const { name, url, headers, timeoutMs, mutationTimeoutMs, maxResponseBytes = 16 * 1024 * 1024 } = options;
  const shared = createSharing<Posted>();
  const pool = new Pool(new URL(url).origin, {
    connections: 64,
    pipelining: 1,
    // Shorter than the 65 s of the subgraphs, so that we are the ones to close.
    keepAliveTimeout: 30_000,
    connect: { timeout: 3_000 },
    maxResponseSize: maxResponseBytes,
  });

  async function post(body: string, context: OperationContext, limitMs: number): Promise<Posted> {
    const limit = new AbortController();
    // Not AbortSignal.timeout: it would live on for the whole time after an answer of a millisecond.
    const timer = setTimeout(() => limit.abort(new Error(`the subgraph took longer than ${limitMs} ms`)), limitMs);
    try {
      const { statusCode, body: answer } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { ...(await headers(name, context)), 'content-type': 'application/json', accept: 'application/json' },
        body,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: limit.signal,
      });

      return { statusCode, text: await answer.text() };
    } finally {
      clearTimeout(timer);
    }
  }

  async function askOnce(body: string, context: OperationContext): Promise<Posted> {
    try {
      return await post(body, context, timeoutMs);
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
      return post(body, context, timeoutMs);
    }
  }

  /** Of those who may see the same and ask the same at the same time, one asks. Each reads the answer for itself, as executors write into what they get. */
  async function ask(body: string, context: OperationContext): Promise<Answer> {
    const { tenantId, subject, roles, scopes } = context.caller.principal!;
    let asked = false;
    const posted = await shared(JSON.stringify([tenantId, subject, roles, scopes, body]), () => {
      asked = true;
      return askOnce(body, context);
    }).catch((error: unknown) => {
      if (asked) throw error;
      return undefined;
    });

    // What went wrong is told, and logged, under the request id of whoever asked.
    const answer = posted && (asked || posted.statusCode === 200) ? read(posted) : undefined;
    return answer && (asked || !answer.errors) ? answer : read(await askOnce(body, context));
  }

  async function send({ query, variables, operationName }: Process, context: OperationContext, isMutation: boolean): Promise<Answer> {
    const body = JSON.stringify({ query, variables, operationName });
    // A mutation may have been carried out before the connection broke, and two that are equal are two.
    return isMutation ? read(await post(body, context, mutationTimeoutMs)) : ask(body, context);
  }

  return {
    async process(asked) {
      if (!('incomingRequestContext' in asked)) throw new Error('subgraphs are asked for operations only');
      const context = asked.context as OperationContext;
      const entities = asked.request.variables?.['representations'] !== undefined;
      const isMutation = !entities && asked.incomingRequestContext.operation?.operation === OperationTypeNode.MUTATION;
      const stop = seconds.startTimer({ subgraph: name });

      try {
        const answer = await send(asked.request, context, isMutation);
        stop({ outcome: 'answered' });
        return answer;
      } catch (error) {
        stop({ outcome: 'failed' });
        context.log.error({ err: error, subgraph: name, requestId: context.requestId }, 'subgraph did not answer');
        // The executor turns the path of an entity into its place in the whole answer.
        return { data: null, errors: [{ ...subgraphUnavailable(name), ...(entities ? { path: ['_entities', 0] } : {}) }] };
      }
    },
    close: () => pool.destroy(),
  };
}

import type { Endpoint, Endpoints, InternalApi } from '@offload/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorBody } from '../http/create-http-server.ts';
import { bearerTokenOf } from '../internal-tokens/bearer-token.ts';
import type { TokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import { actingFor, actorOf } from '../audit/actor.ts';
import { OutageError } from '../subgraph/request-error.ts';
import type { InternalPrincipal } from '../internal-tokens/internal-principal.ts';
import type { Logger } from '../logging/create-logger.ts';
import { traced, withTraceparent } from '../telemetry/trace.ts';
import { describeIssues } from '../validation/describe-issues.ts';
import { defaultMaxBytes, pathOfVerb, type InputOf, type OutputOf, type VerbOf } from './endpoint-types.ts';

/** What a handler knows of a call beside its input. */
export interface InternalCall {
  /** Who calls (`issuer`), for which tenant. */
  principal: InternalPrincipal;
  requestId: string;
  log: Logger;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
}

export type InternalHandlers<E extends Endpoints> = {
  [V in VerbOf<E>]: (input: InputOf<E[V]>, call: InternalCall) => Promise<OutputOf<E[V]>>;
};

/**
 * Serves a service's internal API: `POST /internal/<kebab-verb>` with a JSON body and `Authorization: Bearer <internal token>`.
 * 401 without a token that holds, 403 for a caller that the endpoint does not name, 400 with the wrong paths and expected types for input that
 * does not fit, 500 with a request id for anything that a handler throws. Nothing of the input is ever repeated.
 */
export function serveInternalApi<E extends Endpoints>(
  app: FastifyInstance,
  api: InternalApi<E>,
  handlers: InternalHandlers<E>,
  verifier: TokenVerifier,
  { log }: { log: Logger },
): void {
  if (verifier.audience !== api.service) throw new Error(`the verifier is for ${verifier.audience}, the API is of ${api.service}`);

  for (const [verb, endpoint] of Object.entries(api.endpoints)) {
    const handler = handlers[verb as VerbOf<E>] as (input: unknown, call: InternalCall) => Promise<unknown>;
    if (!handler) throw new Error(`${api.service}.${verb} has no handler`);

    app.route({
      method: 'POST',
      url: pathOfVerb(verb),
      bodyLimit: endpoint.maxBytes ?? defaultMaxBytes,
      // Before the body is read: who may not call cannot make us parse.
      onRequest: async (request, reply) => admit(request, reply, endpoint, verifier, log),
      handler: (request, reply) =>
        withTraceparent(request.headers['traceparent'] as string | undefined, () =>
          traced(`${api.service}.${verb}`, {}, () => answer(request, reply, `${api.service}.${verb}`, endpoint, handler, log)),
        ),
    });
  }
}

const principals = new WeakMap<FastifyRequest, InternalPrincipal>();

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint<unknown, unknown>,
  verifier: TokenVerifier,
  log: Logger,
): Promise<FastifyReply | undefined> {
  let principal: InternalPrincipal;
  try {
    principal = await verifier.verify(bearerTokenOf(request.headers.authorization));
  } catch (error) {
    log.warn({ err: error, requestId: request.id, route: request.routeOptions.url }, 'internal call without a token that holds');
    return reply.code(401).send(errorBody('UNAUTHENTICATED', request.id));
  }

  if (!endpoint.callers.includes(principal.issuer)) {
    log.warn(
      { caller: principal.issuer, requestId: request.id, route: request.routeOptions.url },
      'internal call by a caller that may not',
    );
    return reply.code(403).send(errorBody('FORBIDDEN', request.id));
  }

  principals.set(request, principal);
  return undefined;
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  call: string,
  endpoint: Endpoint<unknown, unknown>,
  handler: (input: unknown, call: InternalCall) => Promise<unknown>,
  log: Logger,
): Promise<FastifyReply> {
  const input = endpoint.input.safeParse(request.body);
  if (!input.success) {
    const issues = describeIssues(endpoint.input, input.error);
    log.warn({ call, requestId: request.id, issues }, 'internal call with invalid input');
    return reply.code(400).send({ error: { ...errorBody('INVALID', request.id).error, issues } });
  }

  const gone = new AbortController();
  const onClose = (): void => {
    if (!reply.raw.writableFinished) gone.abort();
  };
  reply.raw.once('close', onClose);

  try {
    const principal = principals.get(request)!;
    const known: InternalCall = {
      principal,
      requestId: request.id,
      log: log.child({ requestId: request.id, call, tenantId: principal.tenantId }),
      signal: gone.signal,
    };
    const output = await actingFor(actorOf(principal), () => handler(input.data, known));
    return reply.send(encodeOutput(call, endpoint, output));
  } catch (error) {
    if (error instanceof OutageError) {
      log.warn({ err: error, call, requestId: request.id }, 'internal call met an outage');
      const { code, message, extensions } = error;
      return reply.code(503).send({ error: { ...errorBody('INTERNAL', request.id).error, outage: { code, message, remedy: extensions['remedy'] } } });
    }
    log.error({ err: error, call, requestId: request.id }, 'internal call failed');
    return reply.code(500).send(errorBody('INTERNAL', request.id));
  }
}

/** The answer as the contract has it: unknown keys are dropped, so nothing leaves that the contract does not name. */
function encodeOutput(call: string, endpoint: Endpoint<unknown, unknown>, output: unknown): unknown {
  const encoded = z.safeEncode(endpoint.output, output);
  if (encoded.success) return encoded.data;

  const parts = describeIssues(endpoint.output, encoded.error).map(({ path, expected }) => `${path}: expected ${expected}`);
  // Without the cause: zod's error quotes the answer.
  throw new Error(`the answer of ${call} does not fit its contract: ${parts.join('; ')}`);
}

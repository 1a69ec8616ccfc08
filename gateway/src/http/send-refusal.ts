import type { Logger } from '@offload/service-kit';
import type { FastifyReply } from 'fastify';
import { presentThrown } from '../errors/present-errors.ts';
import { Refusal } from '../errors/refusal.ts';

/** Answers a request that is not carried out: as GraphQL, with the status of its code and, where waiting helps, `retry-after`. Whatever was not expected is masked and logged. */
export function sendRefusal(reply: FastifyReply, thrown: unknown, log: Logger): FastifyReply {
  const { status, errors } = presentThrown(thrown, { requestId: reply.request.id, log });
  const seconds = thrown instanceof Refusal ? thrown.retryAfterSeconds : undefined;
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).header('cache-control', 'no-store').send({ errors });
}

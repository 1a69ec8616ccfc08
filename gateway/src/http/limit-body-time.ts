import type { FastifyInstance } from 'fastify';

/** A body that did not arrive in time; answered as REQUEST_TIMEOUT. */
class LateBodyError extends Error {
  override readonly name = 'LateBodyError';
  readonly statusCode = 408;
}

/** Gives up on requests whose body takes longer than this to arrive, in milliseconds: who sends a byte now and then would keep a connection and a buffer for as long as they like. */
export function limitBodyTime(app: FastifyInstance, timeoutMs: number): void {
  app.addHook('preParsing', async (_request, reply, body) => {
    const timer = setTimeout(() => {
      reply.header('connection', 'close');
      body.emit('error', new LateBodyError('the body took too long'));
    }, timeoutMs);
    const stop = (): void => clearTimeout(timer);
    body.once('end', stop).once('close', stop).once('error', stop);
    return body;
  });
}

import type { FastifyError } from 'fastify';
import { refusal, type Refusal } from '../errors/refusal.ts';

/** What went wrong before a body was an object; undefined when it was nothing of the body. The parsers' own messages quote the body. */
export function refusalOfBody(error: FastifyError, maxBodyBytes: number): Refusal | undefined {
  switch (error.statusCode) {
    case 408:
      return refusal('REQUEST_TIMEOUT', 'The request did not arrive whole in time');
    case 413:
      return refusal('BODY_LIMIT_EXCEEDED', `The request is larger than ${maxBodyBytes} bytes`, { limit: maxBodyBytes });
    case 415:
      return refusal('UNSUPPORTED_MEDIA_TYPE', 'The request is not application/json');
    case 400:
      return refusal('BAD_REQUEST', 'The body is not JSON, or nests too deep');
    default:
      return undefined;
  }
}

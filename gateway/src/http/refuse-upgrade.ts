import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@offload/service-kit';
import { presentThrown } from '../errors/present-errors.ts';
import { Refusal } from '../errors/refusal.ts';

/** Answers a request for a WebSocket that is not opened, as HTTP and GraphQL, and closes the connection. */
export function refuseUpgrade(socket: Duplex, thrown: unknown, { requestId, log }: { requestId: string; log: Logger }): void {
  const { status, errors } = presentThrown(thrown, { requestId, log });
  const seconds = thrown instanceof Refusal ? thrown.retryAfterSeconds : undefined;
  const body = JSON.stringify({ errors });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    ...(seconds === undefined ? [] : [`retry-after: ${seconds}`]),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

import type { IncomingMessage } from 'node:http';
import { refusal } from '../errors/refusal.ts';

/**
 * Refuses a WebSocket that a page of somebody else opens: browsers ask nobody before they open one, and say only where the page comes from. Whoever sends no Origin is no
 * browser; a page of this host, and of the given origins, may. Throws ORIGIN_NOT_ALLOWED.
 */
export function checkOrigin({ headers: { origin, host } }: IncomingMessage, origins: readonly string[]): void {
  if (origin === undefined || origins.includes(origin)) return;
  // A proxy may end TLS, so the scheme is not compared.
  if (host !== undefined && URL.parse(origin)?.host === host) return;
  throw refusal('ORIGIN_NOT_ALLOWED', 'A page of this origin may not open a WebSocket here');
}

import { Secret } from '../logging/secret.ts';

export interface NatsServers {
  /** Without the login, so that no error or log can show it. */
  servers: string[];
  credentials?: { user: string; password: Secret };
}

/**
 * Reads where NATS is: one URL, several separated by commas, or a list. A login in one of them, as `nats://user:password@host:4222`, is for all of them: the
 * client itself would drop it in silence. Throws, without the text, when one is not a URL.
 */
export function readNatsServers(given: string | readonly string[]): NatsServers {
  const found: NatsServers = { servers: [] };
  for (const text of [given].flat().flatMap((part) => part.split(','))) {
    if (text.trim() === '') continue;
    const url = URL.parse(text.includes('://') ? text.trim() : `nats://${text.trim()}`);
    if (!url) throw new Error('the address of a NATS server is not a URL');
    if (url.username !== '') found.credentials ??= { user: decodeURIComponent(url.username), password: new Secret(decodeURIComponent(url.password)) };
    found.servers.push(`${url.protocol}//${url.host}`);
  }
  return found;
}

import { hashApiKey, isApiKey } from '@offload/contracts';
import { Secret } from '@offload/service-kit';
import { unauthenticated } from './unauthenticated.ts';

/** What a caller proves itself with. Of an API key only the hash goes on from here. */
export type Credentials = { kind: 'NONE' } | { kind: 'API_KEY'; keyHash: string } | { kind: 'JWT'; token: Secret };

const bearer = /^Bearer +(\S+)$/i;
const longestToken = 16_384;

function apiKey(text: string): Credentials {
  if (!isApiKey(text)) throw unauthenticated('The API key is not of the form that we give out');
  return { kind: 'API_KEY', keyHash: hashApiKey(text) };
}

/**
 * Reads credentials from headers, or from the payload of a WebSocket's connection_init: `authorization` or `x-api-key`.
 * Never from a URL, which every proxy logs. Throws UNAUTHENTICATED when there is something that cannot be credentials.
 */
export function readCredentials(source: Readonly<Record<string, unknown>>): Credentials {
  const authorization = source['authorization'] ?? source['Authorization'];
  const key = source['x-api-key'];

  if (authorization !== undefined && key !== undefined) throw unauthenticated('Both an authorization and an x-api-key were sent');
  if (key !== undefined) return apiKey(String(key));
  if (authorization === undefined) return { kind: 'NONE' };

  const [, token] = (typeof authorization === 'string' && authorization.length <= longestToken && bearer.exec(authorization)) || [];
  if (!token) throw unauthenticated('The authorization is not a bearer token');
  return token.startsWith('ofs_') ? apiKey(token) : { kind: 'JWT', token: new Secret(token) };
}

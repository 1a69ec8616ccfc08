import { refusal } from '../errors/refusal.ts';

/** Names under which clients put credentials into URLs, in whatever spelling of case, `-` and `_`. */
const names: ReadonlySet<string> = new Set([
  'authorization',
  'auth',
  'key',
  'apikey',
  'xapikey',
  'token',
  'accesstoken',
  'idtoken',
  'bearer',
  'jwt',
  'password',
  'secret',
]);

/** An API key of ours, or a JWT, wherever it stands. */
const credential = /ofs_[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.|\bBearer\b/i;

/**
 * Refuses a URL that carries a key or a token, by its name or by its form, before it is looked at: URLs are in the logs and histories of everything on the way. Throws
 * KEY_IN_URL, which repeats nothing of it.
 */
export function refuseKeysInUrls(url: string): void {
  const at = url.indexOf('?');
  if (at < 0) return;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (names.has(name.toLowerCase().replaceAll(/[-_]/g, '')) || credential.test(name) || credential.test(value)) {
      throw refusal('KEY_IN_URL', 'A key or a token is part of the URL');
    }
  }
}

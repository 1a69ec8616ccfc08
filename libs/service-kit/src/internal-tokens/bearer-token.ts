import { InvalidTokenError } from './internal-principal.ts';

/** The token of an `Authorization: Bearer` header. Throws `InvalidTokenError` when there is none. */
export function bearerTokenOf(authorization: string | undefined): string {
  const [, token] = /^Bearer ([A-Za-z0-9._-]+)$/.exec(authorization ?? '') ?? [];
  if (!token) throw new InvalidTokenError('there is no bearer token');
  return token;
}

/** Whether a text names a scope of Google's. */
export const isScope = (scope: unknown): scope is string =>
  typeof scope === 'string' && /^(https:\/\/www\.googleapis\.com\/auth\/[\w.-]+|openid|email|profile)$/.test(scope);

/** The scopes in a list that is separated by blanks; undefined when there are none, or one that is none. */
export function readScopes(list: string): string[] | undefined {
  const scopes = list.split(' ').filter(Boolean);
  return scopes.length > 0 && scopes.every(isScope) ? scopes : undefined;
}

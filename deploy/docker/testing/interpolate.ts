export type Variables = Readonly<Record<string, string | undefined>>;

/** `$$`, `$NAME`, `${NAME}`, and `${NAME…}` with an operator and a word that holds no brace. */
const reference = /\$(?:(\$)|(\w+)|\{(\w+)(?:(:?[-?+])([^{}]*))?\})/g;

/** Replaces references to variables as docker compose does. Throws when a required one is missing. */
export function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(reference, (_, dollar?: string, plain?: string, name?: string, operator?: string, word = '') => {
    if (dollar) return '$';
    const value = variables[plain ?? name!];
    const isSet = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    if (operator?.endsWith('-')) return isSet ? value! : word;
    if (operator?.endsWith('+')) return isSet ? word : '';
    if (operator?.endsWith('?') && !isSet) throw new Error(`${name} is missing: ${word}`);
    return value ?? '';
  });
}

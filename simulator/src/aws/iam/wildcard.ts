export type Matcher = (text: string) => boolean;

/** True for texts that match one of the patterns: `*` stands for any run of characters, `?` for one. Actions ignore case, ARNs do not. */
export function patternMatcher(patterns: readonly string[], isCaseSensitive: boolean): Matcher {
  const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
  const exact = new Set(patterns.filter((pattern) => !/[*?]/.test(pattern)).map(fold));
  const wild = patterns.filter((pattern) => /[*?]/.test(pattern));
  if (wild.includes('*')) return () => true;
  const expressions = wild.map(
    (pattern) =>
      new RegExp(
        `^${fold(pattern)
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
        's',
      ),
  );
  return (text) => {
    const folded = fold(text);
    return exact.has(folded) || expressions.some((expression) => expression.test(folded));
  };
}

/**
 * The names of a JSON object's own fields, in order, each as often as it stands there: a parser keeps only the last of several of one name, and two
 * parsers need not keep the same. `json` must be valid JSON.
 */
export function fieldNamesOf(json: string): string[] {
  const names: string[] = [];
  let depth = 0;

  for (const [token, isName] of tokensOf(json)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (isName && depth === 1) names.push(JSON.parse(token) as string);
  }
  return names;
}

/** Brackets and strings, in valid JSON; only a name is followed by a colon. */
function* tokensOf(json: string): Generator<[token: string, isName: boolean]> {
  for (const { 1: token, 2: colon } of json.matchAll(/("(?:[^"\\]|\\.)*"|[{}[\]])(\s*:)?/g)) yield [token!, colon !== undefined];
}

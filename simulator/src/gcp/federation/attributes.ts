/**
 * What a provider makes of an assertion: a mapping of its claims to attributes, and a condition on both. Google writes them in CEL; of it
 * there are `assertion.<claim>` in mappings, and comparisons of texts joined by `&&` in conditions. Anything else is refused when it is put.
 */

/** `{ 'google.subject': 'sub' }`: the claim that each attribute is taken from. */
export type AttributeMapping = ReadonlyMap<string, string>;

/** Every comparison must hold. */
export type AttributeCondition = readonly Comparison[];

interface Comparison {
  /** `assertion.sub`, `google.subject`, `attribute.tenant`. */
  what: string;
  isEqual: boolean;
  text: string;
}

const attributeName = /^(google\.subject|attribute\.[a-z0-9_]+)$/;
const claimExpression = /^assertion\.(\w+)$/;
const comparison = /^\s*(assertion\.\w+|google\.subject|attribute\.[a-z0-9_]+)\s*(==|!=)\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*/;

/** Throws for a mapping without `google.subject`, and for one that the simulator does not understand. */
export function readMapping(mapping: Readonly<Record<string, string>>): AttributeMapping {
  const read = new Map<string, string>();
  for (const [attribute, expression] of Object.entries(mapping)) {
    const claim = claimExpression.exec(expression)?.[1];
    if (!attributeName.test(attribute) || claim === undefined)
      throw new Error(`the simulator does not understand the mapping ${attribute}=${expression}`);
    read.set(attribute, claim);
  }
  if (!read.has('google.subject')) throw new Error('a mapping must give google.subject');
  return read;
}

/** Throws for a condition that the simulator does not understand. */
export function readCondition(expression: string): AttributeCondition {
  const comparisons: Comparison[] = [];
  for (let rest = expression; ; rest = rest.slice('&&'.length)) {
    const found = comparison.exec(rest);
    rest = rest.slice(found?.[0].length);
    if (!found || !/^(&&|$)/.test(rest)) throw new Error(`the simulator does not understand the condition ${expression}`);
    comparisons.push({ what: found[1]!, isEqual: found[2] === '==', text: found[3] ?? found[4]! });
    if (rest === '') return comparisons;
  }
}

/** Claims that are texts, under the names of the attributes that they are mapped to. */
export function mapClaims(mapping: AttributeMapping, claims: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [attribute, claim] of mapping) if (typeof claims[claim] === 'string') attributes.set(attribute, claims[claim]);
  return attributes;
}

/** A comparison with what is not there never holds, whichever way round: Google fails on it. */
export function holds(condition: AttributeCondition, claims: Readonly<Record<string, unknown>>, attributes: ReadonlyMap<string, string>): boolean {
  return condition.every(({ what, isEqual, text }) => {
    const value = what.startsWith('assertion.') ? claims[what.slice('assertion.'.length)] : attributes.get(what);
    return typeof value === 'string' && (value === text) === isEqual;
  });
}

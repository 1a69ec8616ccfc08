import { patternMatcher } from './wildcard.ts';

/** One condition of a statement. Operators carry their qualifiers: `ForAnyValue:StringLike`, `StringEqualsIfExists`. */
export interface Condition {
  operator: string;
  /** Lower case. */
  key: string;
  values: readonly string[];
}

type Compare = (actual: string, expected: readonly string[]) => boolean;

const like: Compare = (actual, expected) => patternMatcher(expected, true)(actual);
const equals: Compare = (actual, expected) => expected.includes(actual);

const operators: Record<string, { compare: Compare; isNegated?: boolean }> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, isNegated: true },
  StringEqualsIgnoreCase: { compare: (actual, expected) => expected.some((value) => value.toLowerCase() === actual.toLowerCase()) },
  StringLike: { compare: like },
  StringNotLike: { compare: like, isNegated: true },
  ArnEquals: { compare: like },
  ArnLike: { compare: like },
  ArnNotEquals: { compare: like, isNegated: true },
  ArnNotLike: { compare: like, isNegated: true },
  Bool: { compare: (actual, expected) => expected.some((value) => value.toLowerCase() === actual.toLowerCase()) },
};

interface Parsed {
  base: string;
  quantifier: string | undefined;
  ifExists: boolean;
}

function parse(operator: string): Parsed {
  const match = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator);
  return { base: match?.[2] ?? '', quantifier: match?.[1], ifExists: match?.[3] !== undefined };
}

/** Whether the simulator evaluates this operator; a policy with any other is refused when it is put, never half-understood. */
export function isConditionOperator(operator: string): boolean {
  const { base } = parse(operator);
  return base === 'Null' || Object.hasOwn(operators, base);
}

/** Whether the condition holds for these context values (keys in lower case). */
export function conditionHolds(condition: Condition, context: Readonly<Record<string, readonly string[]>>): boolean {
  const { base, quantifier, ifExists } = parse(condition.operator);
  const actual = context[condition.key];
  if (base === 'Null') return condition.values.includes(String(actual === undefined));
  const operator = operators[base]!;
  if (actual === undefined || actual.length === 0)
    return ifExists || quantifier === 'ForAllValues' || Boolean(operator.isNegated && quantifier === undefined);
  const matches = (value: string) => operator.compare(value, condition.values) !== Boolean(operator.isNegated);
  return quantifier === 'ForAnyValue' ? actual.some(matches) : actual.every(matches);
}

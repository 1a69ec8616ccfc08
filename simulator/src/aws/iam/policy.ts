/** IAM policy documents as they are written, and compiled for matching. */
import { AwsError } from '../wire/aws-error.ts';
import { conditionHolds, isConditionOperator, type Condition } from './condition.ts';
import { patternMatcher, type Matcher } from './wildcard.ts';

/** A policy document as JSON; what is inside is checked when it is compiled. */
export type PolicyDocument = Record<string, unknown>;

/** What a policy is asked about. */
export interface Question {
  action: string;
  /** ARN, or `*` where the operation has no resource. */
  resource: string;
  /** Condition keys (lower case) and their values. */
  context: Readonly<Record<string, readonly string[]>>;
}

export interface Statement {
  isAllow: boolean;
  matchesAction: Matcher;
  matchesResource: Matcher;
  /** Principals of a trust policy: ARNs, account ids or `*`. */
  principals: readonly string[];
  /** Identity providers that a trust policy names: ARNs. */
  federated: readonly string[];
  conditions: readonly Condition[];
}

const compiled = new WeakMap<PolicyDocument, readonly Statement[]>();

/** The statements of a document, compiled once. Throws MalformedPolicyDocument where IAM would. */
export function statementsOf(document: PolicyDocument): readonly Statement[] {
  let statements = compiled.get(document);
  if (!statements) {
    const list = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
    statements = list.map(compileStatement);
    compiled.set(document, statements);
  }
  return statements;
}

/** Parses and compiles a document that came as text. */
export function parsePolicy(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (!document || typeof document !== 'object' || Array.isArray(document)) throw malformed('Syntax errors in policy.');
  statementsOf(document as PolicyDocument);
  return document as PolicyDocument;
}

function compileStatement(value: unknown): Statement {
  if (!value || typeof value !== 'object') throw malformed('Syntax errors in policy.');
  const source = value as Record<string, unknown>;
  if (source.Effect !== 'Allow' && source.Effect !== 'Deny') throw malformed('Effect must be Allow or Deny.');
  if (source.Action === undefined && source.NotAction === undefined) throw malformed('Policy statement must contain actions.');
  return {
    isAllow: source.Effect === 'Allow',
    matchesAction: either(source.Action, source.NotAction, false),
    matchesResource:
      source.Resource === undefined && source.NotResource === undefined ? () => true : either(source.Resource, source.NotResource, true),
    principals: principalsOf(source.Principal, 'AWS'),
    federated: principalsOf(source.Principal, 'Federated'),
    conditions: conditionsOf(source.Condition),
  };
}

function either(positive: unknown, negative: unknown, isCaseSensitive: boolean): Matcher {
  if (positive !== undefined) return patternMatcher(strings(positive), isCaseSensitive);
  const matches = patternMatcher(strings(negative), isCaseSensitive);
  return (text) => !matches(text);
}

function principalsOf(principal: unknown, kind: 'AWS' | 'Federated'): string[] {
  if (principal === undefined) return [];
  if (principal === '*') return kind === 'AWS' ? ['*'] : [];
  if (!principal || typeof principal !== 'object') throw malformed('Invalid principal in policy.');
  const named = (principal as Record<string, unknown>)[kind];
  return named === undefined ? [] : strings(named);
}

function conditionsOf(source: unknown): Condition[] {
  if (source === undefined) return [];
  if (!source || typeof source !== 'object') throw malformed('Syntax errors in policy.');
  return Object.entries(source).flatMap(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!keys || typeof keys !== 'object') throw malformed('Syntax errors in policy.');
    return Object.entries(keys as object).map(([key, values]): Condition => ({
      operator,
      key: key.toLowerCase(),
      values: strings(values),
    }));
  });
}

function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw malformed('Syntax errors in policy.');
  });
}

function malformed(message: string): AwsError {
  return new AwsError(400, 'MalformedPolicyDocument', message);
}

/** True when the statement speaks of this action and resource under these conditions (principals are not looked at). */
export function applies(statement: Statement, question: Question): boolean {
  return (
    statement.matchesAction(question.action) &&
    (question.resource === '*' || statement.matchesResource(question.resource)) &&
    statement.conditions.every((condition) => conditionHolds(condition, question.context))
  );
}

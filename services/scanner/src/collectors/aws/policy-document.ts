import { z } from 'zod';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => (typeof value === 'string' ? [value] : value));

const statement = z.object({
  Effect: z.string(),
  Principal: z.union([z.literal('*'), z.record(z.string(), oneOrMany)]).optional(),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const policyDocument = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => (Array.isArray(value) ? value : [value])),
});

/** One statement of a policy, as far as posture needs it. */
export interface PolicyStatement {
  readonly isAllow: boolean;
  /** By kind (`AWS`, `Service`, `Federated`); `*` is `{ AWS: ['*'] }`. Empty for identity policies. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** operator → key → values, with operators and keys in lower case: `bool` → `aws:securetransport`. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * The statements of a policy document, given as JSON or, as IAM sends it, as URL-encoded JSON. Throws `UnexpectedAnswer` when it is none,
 * which quotes nothing of it.
 */
export function statementsOf(document: string): PolicyStatement[] {
  const parsed = policyDocument.safeParse(jsonOf(document.startsWith('%') ? decodeURIComponent(document) : document));
  if (!parsed.success) throw new UnexpectedAnswer('a policy document', parsed.error.issues);
  return parsed.data.Statement.map((one) => ({
    isAllow: one.Effect === 'Allow',
    principals: one.Principal === '*' ? { AWS: ['*'] } : (one.Principal ?? {}),
    actions: one.Action ?? [],
    resources: one.Resource ?? [],
    conditions: lowerCased(one.Condition ?? {}),
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text.
    throw new UnexpectedAnswer('a policy document');
  }
}

function lowerCased(conditions: Record<string, Record<string, unknown>>): Record<string, Record<string, string[]>> {
  const lower = <V>(record: Record<string, V>) => Object.entries(record).map(([key, value]) => [key.toLowerCase(), value] as const);
  return Object.fromEntries(
    lower(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(lower(keys).map(([key, value]) => [key, [value].flat().map(String)])),
    ]),
  );
}

/** Whether a statement speaks to anybody at all. */
export const isForAnybody = ({ principals }: PolicyStatement): boolean => (principals['AWS'] ?? []).includes('*');

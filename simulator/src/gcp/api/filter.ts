/**
 * Filters of lists, as far as they are spoken here: conditions joined by AND, each `field="value"`, `field!="value"`, `NOT field="value"`,
 * `-field="value"`, `field:"value"` (contains) or a comparison of times with > >= < <=. What is not understood is refused, never ignored.
 */
import { invalidArgument } from '../wire/google-error.ts';

export type Filter = (subject: Record<string, unknown>) => boolean;

const condition = /^(NOT\s+|-)?([\w.]+)\s*(!=|>=|<=|=|>|<|:)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"()]+))$/;

/** `fields` are those that may be named, each a path into the subject; `aliases` other spellings of them. Throws GoogleError. */
export function parseFilter(text: string, fields: readonly string[], aliases: Record<string, string> = {}): Filter {
  const parts = splitAnd(text.trim());
  const conditions = parts.map((part): Filter => {
    const match = condition.exec(part);
    const field = aliases[match?.[2] ?? ''] ?? match?.[2] ?? '';
    if (!match || !fields.includes(field)) throw invalidArgument(`Invalid filter: ${part}`);
    const [, negation, , operator, quoted, bare] = match;
    const value = quoted ?? bare ?? '';
    const holds = (subject: Record<string, unknown>) => compare(String(valueAt(subject, field) ?? ''), operator!, value);
    return negation ? (subject) => !holds(subject) : holds;
  });
  return (subject) => conditions.every((one) => one(subject));
}

/** Conditions between ANDs that stand outside quotes, each without parentheses around it. */
function splitAnd(text: string): string[] {
  if (text === '') return [];
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^"])+?(?=\s+AND\s+|\s*\n\s*|$)/g) ?? [];
  return parts
    .map((part) =>
      part
        .replace(/^\s*AND\s+/, '')
        .trim()
        .replace(/^\((.*)\)$/s, '$1')
        .trim(),
    )
    .filter(Boolean);
}

function compare(actual: string, operator: string, value: string): boolean {
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case ':':
      return actual.includes(value);
    default: {
      const [left, right] = [Date.parse(actual), Date.parse(value)];
      if (Number.isNaN(right)) throw invalidArgument(`Invalid filter: ${value} is not a time.`);
      if (operator === '>') return left > right;
      if (operator === '>=') return left >= right;
      return operator === '<' ? left < right : left <= right;
    }
  }
}

function valueAt(subject: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], subject);
}

import type { z } from 'zod';

/** What is wrong with a value, without the value. */
export interface InvalidPart {
  /** Where, as `material.regions[2]`: names of the schema only; a key that the caller invented shows as `*`. Empty for the whole. */
  path: string;
  /** What should be there, as `string` or `one of A, B`. */
  expected: string;
}

interface Definition {
  type: string;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  getter?: () => z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  items?: z.core.$ZodType[];
  options?: z.core.$ZodType[];
  left?: z.core.$ZodType;
  right?: z.core.$ZodType;
}

const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** Every schema that may describe the value under a key of these schemas, and whether the schema itself names that key. */
function step(schemas: z.core.$ZodType[], key: PropertyKey): { named: boolean; next: z.core.$ZodType[] } {
  const next: z.core.$ZodType[] = [];
  let named = false;

  for (const schema of schemas) {
    const { type, innerType, in: input, getter, shape, element, items, options, left, right } = definitionOf(schema);
    const inside = [innerType, input, type === 'lazy' ? getter?.() : undefined, left, right, ...(options ?? [])].filter(
      (one) => one !== undefined,
    );

    if (shape && typeof key === 'string' && Object.hasOwn(shape, key)) {
      named = true;
      next.push(shape[key]!);
    } else if (typeof key === 'number' && (element || items)) {
      named = true;
      next.push(...(element ? [element] : items!.slice(key, key + 1)));
    } else if (inside.length > 0) {
      const deeper = step(inside, key);
      named ||= deeper.named;
      next.push(...deeper.next);
    }
  }

  return { named, next };
}

/** A path in words of the schema alone. */
function pathOf(schema: z.core.$ZodType, keys: readonly PropertyKey[]): string {
  let schemas = [schema];
  let path = '';

  for (const key of keys) {
    const { named, next } = step(schemas, key);
    schemas = next;
    if (typeof key === 'number') path += `[${key}]`;
    else path += `${path ? '.' : ''}${named ? String(key) : '*'}`;
  }

  return path;
}

/** What an issue asks for. Reads only what comes from the schema: messages may be the author's, and inputs never appear. */
export function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? 'the required format' : issue.format;
    case 'too_small':
      return `${issue.origin}, ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.origin}, ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'no unknown keys';
    case 'invalid_key':
      return 'valid keys';
    case 'invalid_union':
      return issue.discriminator ? `a known ${issue.discriminator}` : 'one of the allowed forms';
    case 'invalid_element':
      return 'valid elements';
    default:
      return 'a valid value';
  }
}

/** The wrong parts of a value that a schema refused, at most 20, with nothing of the value in them. */
export function describeIssues(schema: z.core.$ZodType, error: z.core.$ZodError): InvalidPart[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: pathOf(schema, issue.path), expected: expectationOf(issue) }));
}

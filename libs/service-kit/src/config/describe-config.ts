import type { z } from 'zod';
import { definitionOf, isSecretVariable, variablesOf } from './schema-shape.ts';

/** One variable of a service, as its README lists it. */
export interface ConfigRow {
  name: string;
  /** `string`, `integer`, `url`, `A | B`, `flag`, `json`, `secret` … */
  type: string;
  required: boolean;
  /** As it would be written in the environment; empty when there is none. */
  default: string;
  description: string;
}

interface Facts {
  required: boolean;
  default: string;
  description: string;
}

function factsOf(schema: z.ZodType, facts: Facts = { required: true, default: '', description: '' }): Facts {
  const definition = definitionOf(schema) as ReturnType<typeof definitionOf> & { defaultValue?: unknown };
  facts.description ||= schema.meta?.()?.description ?? '';

  if (definition.type === 'optional' || definition.type === 'nullable') facts.required = false;
  if (definition.type === 'default' || definition.type === 'prefault') {
    facts.required = false;
    facts.default ||= typeof definition.defaultValue === 'string' ? definition.defaultValue : JSON.stringify(definition.defaultValue);
  }

  const inside = definition.innerType ?? definition.in;
  return inside ? factsOf(inside, facts) : facts;
}

function isInteger(schema: z.ZodType): boolean {
  const checks = [
    schema._zod.def as { format?: string },
    ...(schema._zod.def.checks ?? []).map((one) => one._zod.def as { format?: string }),
  ];
  return checks.some(({ format }) => format === 'safeint');
}

function typeOf(schema: z.ZodType): string {
  if (isSecretVariable(schema)) return 'secret';

  const definition = definitionOf(schema) as ReturnType<typeof definitionOf> & { entries?: Record<string, string>; format?: string };
  if (definition.type === 'pipe') {
    // A text that is read into something else says what it becomes: a flag, a document.
    const becomes = definition.out ? definitionOf(definition.out).type : '';
    if (becomes === 'boolean') return 'flag';
    if (becomes !== 'transform') return 'json';
    return typeOf(definition.in!);
  }
  if (definition.innerType) return typeOf(definition.innerType);
  if (definition.entries) return Object.values(definition.entries).join(' | ');
  if (definition.type === 'number') return isInteger(schema) ? 'integer' : 'number';
  return definition.format ?? definition.type;
}

/** The variables of a config schema, in its order: what the table of a service's README is generated from. */
export function describeConfig(schema: z.ZodType): ConfigRow[] {
  return Object.entries(variablesOf(schema)).map(([name, variable]) => ({ name, type: typeOf(variable), ...factsOf(variable) }));
}

/** The same as a Markdown table. */
export function formatConfigTable(rows: readonly ConfigRow[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const lines = rows.map((row) => {
    const preset = row.default ? `\`${cell(row.default)}\`` : row.required ? 'required' : '';
    const file = row.type === 'secret' ? ` (or \`${row.name}_FILE\`)` : '';
    return `| \`${row.name}\`${file} | ${cell(row.type)} | ${preset} | ${cell(row.description)} |`;
  });

  return ['| Variable | Type | Default | |', '|---|---|---|---|', ...lines].join('\n');
}

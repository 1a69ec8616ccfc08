import type { AccessRule } from '@offload/service-kit';
import {
  astFromValue,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isSpecifiedScalarType,
  isUnionType,
  isObjectType,
  print,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';

/** The page that a type is described on. */
export function pageOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'objects.md';
  if (isInputObjectType(type)) return 'inputs.md';
  if (isEnumType(type)) return 'enums.md';
  if (isUnionType(type)) return 'unions.md';
  return isInterfaceType(type) ? 'interfaces.md' : 'scalars.md';
}

/** Text that stands in a cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ').trim();

/** A type with its lists and marks, its name a link: `[Scan](objects.md#scan)!`. */
export function linkedType(type: GraphQLType): string {
  const named = getNamedType(type);
  const [before = '', after = ''] = String(type).split(named.name);
  const escaped = (marks: string): string => marks.replaceAll('[', '\\[').replaceAll(']', '\\]');
  if (isSpecifiedScalarType(named)) return `${escaped(before)}${named.name}${escaped(after)}`;
  return `${escaped(before)}[${named.name}](${pageOf(named)}#${named.name.toLowerCase()})${escaped(after)}`;
}

/** The value that is taken when none is given, as it would be written; nothing when there is none. */
export function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return value ? `\`${print(value)}\`` : '';
}

/** What rules demand, for a person: every rule must hold, and of a rule any one set of scopes. */
export function demandsOf(rules: readonly AccessRule[]): string {
  const texts = rules.map(({ scopes }) => (scopes ? scopes.map((all) => all.map((scope) => `\`${scope}\``).join(' and ')).join(', or ') : 'any credentials'));
  return [...new Set(texts)].join('; and ');
}

/** A table, without the columns in which nothing stands. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.map((_, column) => column).filter((column) => column === 0 || rows.some((row) => row[column]));
  const line = (cells: readonly string[]): string => `| ${kept.map((column) => cells[column] ?? '').join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

interface Described {
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
}

/** What is said of an element. Throws, naming it, when nothing is. */
export function meaning(coordinate: string, { description, deprecationReason }: Described): string {
  if (!description) throw new Error(`${coordinate} has no description`);
  return deprecationReason ? `**Deprecated**: ${deprecationReason} ${description}` : description;
}

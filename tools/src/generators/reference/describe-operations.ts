import type { AccessRules } from '@offload/service-kit';
import { Kind, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { OperationFile } from '../client/read-operations.ts';
import { cell, defaultOf, demandsOf, linkedType, meaning, table } from './markdown.ts';

/** Links to the client's operations that have this root field; nothing when none has. */
function askedBy(root: GraphQLObjectType, field: string, operations: readonly OperationFile[]): string {
  const links = operations.flatMap(({ path, document }) =>
    document.definitions
      .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
      .filter(({ operation }) => operation === root.name.toLowerCase())
      .filter((one) => one.selectionSet.selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === field))
      .map((one) => `[${one.name?.value ?? path}](../../${path})`),
  );
  return links.length > 0 ? `In \`@offload/client\`: ${links.join(', ')}.` : '';
}

function describeOperation(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>, rules: AccessRules, operations: readonly OperationFile[]): string {
  const coordinate = `${root.name}.${field.name}`;
  const rows = field.args.map((argument) => [
    `\`${argument.name}\``,
    linkedType(argument.type),
    defaultOf(argument),
    cell(meaning(`${coordinate}(${argument.name}:)`, argument)),
  ]);
  return [
    `## ${field.name}`,
    meaning(coordinate, field),
    `Gives ${linkedType(field.type)}. Demands ${demandsOf(rules.get(coordinate) ?? [])}.`,
    rows.length > 0 ? table(['argument', 'type', 'default', 'meaning'], rows) : '',
    askedBy(root, field.name, operations),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A root type's fields, in the order of their names, each with its arguments, what it gives and what it demands. Throws for one that has no description. */
export const describeOperations = (root: GraphQLObjectType, rules: AccessRules, operations: readonly OperationFile[]): string[] =>
  Object.values(root.getFields())
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((field) => describeOperation(root, field, rules, operations));

/** One line for each field of a root type, linked to its place on the page. */
export const listOperations = (page: string, root: GraphQLObjectType, rules: AccessRules): string =>
  table(
    ['field', 'demands', ''],
    Object.values(root.getFields())
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map((field) => [
        `[${field.name}](${page}#${field.name.toLowerCase()})`,
        demandsOf(rules.get(`${root.name}.${field.name}`) ?? []),
        cell(meaning(`${root.name}.${field.name}`, field)),
      ]),
  );

import type { AccessRules } from '@offload/service-kit';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';
import { cell, defaultOf, demandsOf, linkedType, meaning, pageOf, table } from './markdown.ts';

const links = (types: readonly GraphQLNamedType[]): string => types.map((type) => linkedType(type)).join(', ');

/** An argument within the cell of its field. */
function argumentLines(type: string, field: GraphQLField<unknown, unknown>): string {
  return field.args
    .map((argument) => {
      const fallback = defaultOf(argument);
      return `<br>\`${argument.name}\`: ${linkedType(argument.type)}${fallback ? ` = ${fallback}` : ''}: ${cell(meaning(`${type}.${field.name}(${argument.name}:)`, argument))}`;
    })
    .join('');
}

function describeFields(type: GraphQLObjectType | GraphQLInterfaceType, rules: AccessRules): string {
  const rows = Object.values(type.getFields()).map((field) => [
    `\`${field.name}\``,
    linkedType(field.type),
    demandsOf(rules.get(`${type.name}.${field.name}`) ?? []),
    cell(meaning(`${type.name}.${field.name}`, field)) + argumentLines(type.name, field),
  ]);
  return table(['field', 'type', 'demands', 'meaning'], rows);
}

function describeObject(type: GraphQLObjectType, schema: GraphQLSchema, rules: AccessRules): string[] {
  const unions = Object.values(schema.getTypeMap()).filter((one) => isUnionType(one) && one.getTypes().includes(type));
  const facts = [
    ...(type.getInterfaces().length ? [`Implements ${links(type.getInterfaces())}.`] : []),
    ...(unions.length ? [`Answered as ${links(unions)}.`] : []),
  ];
  return [...(facts.length ? [facts.join(' ')] : []), describeFields(type, rules)];
}

const describeInput = (type: GraphQLInputObjectType): string =>
  table(
    ['field', 'type', 'default', 'meaning'],
    Object.values(type.getFields()).map((field) => [`\`${field.name}\``, linkedType(field.type), defaultOf(field), cell(meaning(`${type.name}.${field.name}`, field))]),
  );

const describeEnum = (type: GraphQLEnumType): string =>
  table(
    ['value', 'meaning'],
    type.getValues().map((value) => [`\`${value.name}\``, cell(meaning(`${type.name}.${value.name}`, value))]),
  );

const describeUnion = (type: GraphQLUnionType): string =>
  table(
    ['member', 'meaning'],
    type.getTypes().map((member) => [linkedType(member), cell(meaning(member.name, member))]),
  );

function bodyOf(type: GraphQLNamedType, schema: GraphQLSchema, rules: AccessRules): string[] {
  if (isObjectType(type)) return describeObject(type, schema, rules);
  if (isInterfaceType(type)) return [`Implemented by ${links(schema.getPossibleTypes(type))}.`, describeFields(type, rules)];
  if (isInputObjectType(type)) return [describeInput(type)];
  if (isEnumType(type)) return [describeEnum(type)];
  return isUnionType(type) ? [describeUnion(type)] : [];
}

/** The types that have a place of their own, by the page that they are described on, in the order of their names. Throws for one that has no description. */
export function describeTypes(schema: GraphQLSchema, rules: AccessRules): Map<string, string[]> {
  const roots = new Set<GraphQLNamedType | null | undefined>([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !roots.has(type) && !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

  const pages = new Map<string, string[]>();
  for (const type of types) {
    const demanded = demandsOf(rules.get(type.name) ?? []);
    const text = [`## ${type.name}`, meaning(type.name, type), ...(demanded ? [`Demands ${demanded}.`] : []), ...bodyOf(type, schema, rules)].join('\n\n');
    pages.set(pageOf(type), [...(pages.get(pageOf(type)) ?? []), text]);
  }
  return pages;
}

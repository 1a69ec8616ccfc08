import type { AccessRule, AccessRules } from '@offload/service-kit';
import { getLocation, TypeInfo, visit, visitWithTypeInfo, type ASTNode, type DocumentNode, type GraphQLSchema, type SourceLocation } from 'graphql';
import { coordinatesOf } from './hide-fields.ts';

/** Something that an operation reads and that a rule guards. */
export interface Demand {
  /** `Type` or `Type.field` */
  coordinate: string;
  rules: readonly AccessRule[];
  locations: readonly SourceLocation[];
}

/**
 * Everything guarded that a valid document reads, each coordinate once: the fields, the types that they are of and that they give.
 * Works for query, mutation and subscription alike, and does not depend on who asks, so it is found once a document.
 */
export function findDemands(rules: AccessRules, schema: GraphQLSchema, document: DocumentNode): Demand[] {
  const demands = new Map<string, Demand>();
  const info = new TypeInfo(schema);

  const demand = (coordinate: string, node: ASTNode): void => {
    const found = rules.get(coordinate);
    if (!found || demands.has(coordinate)) return;
    demands.set(coordinate, { coordinate, rules: found, locations: node.loc ? [getLocation(node.loc.source, node.loc.start)] : [] });
  };

  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!parent || !field || field.name.startsWith('__')) return;

        for (const coordinate of coordinatesOf(schema, parent, field)) demand(coordinate, node);
      },
      InlineFragment(node) {
        if (node.typeCondition) demand(node.typeCondition.name.value, node);
      },
      FragmentDefinition(node) {
        demand(node.typeCondition.name.value, node);
      },
    }),
  );

  return [...demands.values()];
}

import type { AccessRule, AccessRules } from '@offload/service-kit';
import {
  getLocation,
  getNamedType,
  isAbstractType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SourceLocation,
} from 'graphql';

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

  /** A field of an interface may be guarded on one implementation only, and a field of a type on its interface only: all are asked. */
  const related = (type: GraphQLNamedType): readonly GraphQLNamedType[] => {
    if (isAbstractType(type)) return [type, ...schema.getPossibleTypes(type)];
    return isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
  };

  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!parent || !field || field.name.startsWith('__')) return;

        for (const { name } of related(parent)) {
          demand(name, node);
          demand(`${name}.${field.name}`, node);
        }
        demand(getNamedType(field.type).name, node);
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

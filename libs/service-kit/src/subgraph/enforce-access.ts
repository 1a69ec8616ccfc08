import { defaultFieldResolver, getNamedType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { holds, type AccessRule, type AccessRules } from './access-rules.ts';
import { provenanceOf } from './operation-context.ts';
import { RequestError } from './request-error.ts';

/** Everything that guards a field: itself, its type, the interfaces that name it, and the type of what it gives. */
function rulesOfField(rules: AccessRules, parent: GraphQLObjectType, field: string): AccessRule[] {
  const answer = getNamedType(parent.getFields()[field]!.type).name;
  const keys = [parent.name, `${parent.name}.${field}`, answer];
  for (const { name } of parent.getInterfaces()) keys.push(name, `${name}.${field}`);

  return keys.flatMap((key) => rules.get(key) ?? []);
}

/**
 * Wraps every guarded field, so that its resolver runs only for a principal that holds its scopes: also below `_entities`, and before a
 * subscription starts. The gateway has asked already; this holds when it has not.
 */
export function enforceAccess(schema: GraphQLSchema, rules: AccessRules): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;

    for (const field of Object.values(type.getFields())) {
      const guards = rulesOfField(rules, type, field.name);
      if (guards.length === 0) continue;

      const demand = (context: object): void => {
        const principal = provenanceOf(context)?.principal;
        if (!principal) throw new RequestError('UNAUTHENTICATED', 'Not authenticated');
        if (!guards.every((rule) => holds(rule, principal.scopes)))
          throw new RequestError('FORBIDDEN', `Not allowed to read ${type.name}.${field.name}`);
      };

      const { resolve = defaultFieldResolver, subscribe } = field;
      field.resolve = (source, args, context: object, info) => {
        demand(context);
        return resolve(source, args, context, info) as unknown;
      };
      if (subscribe) {
        field.subscribe = (source, args, context: object, info) => {
          demand(context);
          return subscribe(source, args, context, info) as unknown;
        };
      }
    }
  }
}

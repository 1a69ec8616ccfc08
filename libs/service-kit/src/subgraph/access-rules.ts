import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** Who may read a type or a field. `scopes` is any of several sets, each of which must be held whole; null asks for none. */
export interface AccessRule {
  readonly scopes: readonly (readonly string[])[] | null;
}

/** The rules of a schema, by `Type` or `Type.field`. Where there are several, all must hold. */
export type AccessRules = ReadonlyMap<string, readonly AccessRule[]>;

const withoutNamespace = (directive: string): string => directive.replace(/^federation__/, '');

function ruleOf(directive: ConstDirectiveNode): AccessRule | undefined {
  switch (withoutNamespace(directive.name.value)) {
    case 'authenticated':
      return { scopes: null };
    case 'requiresScopes': {
      const argument = directive.arguments?.find(({ name }) => name.value === 'scopes');
      return { scopes: argument ? (valueFromASTUntyped(argument.value) as string[][]) : [] };
    }
    case 'policy':
      throw new Error('@policy is not enforced: use @requiresScopes');
    default:
      return undefined;
  }
}

/** Reads `@authenticated` and `@requiresScopes` from a schema's SDL. Throws on `@policy`, which nothing would enforce. */
export function readAccessRules(document: DocumentNode): AccessRules {
  const rules = new Map<string, AccessRule[]>();

  const read = (key: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const found = directives.map(ruleOf).filter((rule) => rule !== undefined);
    if (found.length > 0) rules.set(key, [...(rules.get(key) ?? []), ...found]);
  };

  for (const definition of document.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        read(definition.name.value, definition.directives);
        for (const field of definition.fields ?? []) read(`${definition.name.value}.${field.name.value}`, field.directives);
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_EXTENSION:
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        read(definition.name.value, definition.directives);
        break;
      default:
    }
  }

  return rules;
}

/** Whether somebody with these scopes may read what a rule guards. */
export const holds = (rule: AccessRule, scopes: readonly string[]): boolean =>
  rule.scopes === null || rule.scopes.some((all) => all.every((one) => scopes.includes(one)));

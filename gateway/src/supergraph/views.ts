import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import type { Principal } from '@offload/contracts';
import { Kind, type ConstDirectiveNode, type DocumentNode, type GraphQLSchema } from 'graphql';

/** The graph as people have it, and as partners do. */
export type View = 'full' | 'partner';

const partnerTag = 'partner';
const internalTag = 'internal';

/**
 * Which of the two somebody has: a key with scopes of its own was made for a partner, while one with roles stands for a person. Whoever is not known sees
 * what anybody may come to use.
 */
export const viewOf = (principal: Principal | null): View => {
  if (!principal) return 'partner';
  return principal.subject.startsWith('api-key:') && principal.roles.length === 0 ? 'partner' : 'full';
};

const tagsOf = (directives: readonly ConstDirectiveNode[] = []): string[] =>
  directives.flatMap(({ name, arguments: given }) => {
    const value = name.value === 'tag' ? given?.find((argument) => argument.name.value === 'name')?.value : undefined;
    return value?.kind === Kind.STRING ? [value.value] : [];
  });

/** The tags of every field of the supergraph, by `Type.field`; fields without any are left out. */
export function readTags(supergraph: DocumentNode): ReadonlyMap<string, readonly string[]> {
  return new Map(
    supergraph.definitions
      .flatMap((definition) =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
          ? (definition.fields ?? []).map((field) => [`${definition.name.value}.${field.name.value}`, tagsOf(field.directives)] as const)
          : [],
      )
      .filter(([, tags]) => tags.length > 0),
  );
}

/**
 * The graph less what partners have no use for: root fields are open to them only when they are tagged `partner`, other fields unless they are tagged
 * `internal`, and types only as far as they can be reached. Throws when a root field has neither tag or both: that is a decision, not a default.
 */
export function partnerSchemaOf(schema: GraphQLSchema, tags: ReadonlyMap<string, readonly string[]>): GraphQLSchema {
  const isInternal = (type: string, field: string): boolean => tags.get(`${type}.${field}`)?.includes(internalTag) ?? false;

  return pruneSchema(
    mapSchema(schema, {
      [MapperKind.ROOT_FIELD]: (_config, field, type) => {
        const found = tags.get(`${type}.${field}`) ?? [];
        if (found.includes(partnerTag) === found.includes(internalTag))
          throw new Error(`${type}.${field} must be tagged either "${partnerTag}" or "${internalTag}"`);
        return found.includes(partnerTag) ? undefined : null;
      },
      [MapperKind.OBJECT_FIELD]: (_config, field, type) => (isInternal(type, field) ? null : undefined),
      [MapperKind.INTERFACE_FIELD]: (_config, field, type) => (isInternal(type, field) ? null : undefined),
    }),
  );
}

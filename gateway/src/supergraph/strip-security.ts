import { Kind, parse, print, visit } from 'graphql';

const securityLink = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//;
const securityName = /^(authenticated|requiresScopes|policy)(__\w+)?$/;

/**
 * The supergraph less its security features: @apollo/gateway refuses to load features that it does not enforce. We enforce them ourselves,
 * by rules that are read from the whole SDL.
 */
export function stripSecurity(supergraphSdl: string): string {
  return print(
    visit(parse(supergraphSdl), {
      Directive(node) {
        if (securityName.test(node.name.value)) return null;

        const url = node.arguments?.find(({ name }) => name.value === 'url')?.value;
        return node.name.value === 'link' && url?.kind === Kind.STRING && securityLink.test(url.value) ? null : undefined;
      },
      DirectiveDefinition: (node) => (securityName.test(node.name.value) ? null : undefined),
      ScalarTypeDefinition: (node) => (securityName.test(node.name.value) ? null : undefined),
    }),
  );
}

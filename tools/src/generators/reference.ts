import { closeCodes, errorCatalogue } from '@offload/gateway/errors';
import type { GraphQLObjectType } from 'graphql';
import { readApiSchema, type ApiSchema } from './api-schema.ts';
import { readOperations, type OperationFile } from './client/read-operations.ts';
import type { Generated } from './generator.ts';
import { describeErrors, type Failures } from './reference/describe-errors.ts';
import { describeOperations, listOperations } from './reference/describe-operations.ts';
import { describeTypes } from './reference/describe-types.ts';

const folder = 'docs/reference';
const errorsPage = 'errors.md';
const mark = '<!-- Generated from the schemas. Do not edit: npm run generate. -->';

const introductions: Record<string, { title: string; text: string }> = {
  'queries.md': { title: 'Queries', text: 'What can be asked, by POST at `/graphql`.' },
  'mutations.md': { title: 'Mutations', text: 'What can be done, by POST at `/graphql`. A failure that the caller can mend is a member of the union that is answered.' },
  'subscriptions.md': {
    title: 'Subscriptions',
    text: 'What can be followed: over WebSockets (graphql-transport-ws) at `/graphql`, or as server-sent events by POST at `/graphql/stream`.',
  },
  'objects.md': { title: 'Objects', text: 'What is answered. A field that demands more than the query does says so; who lacks the scope is told so for that field.' },
  'inputs.md': { title: 'Inputs', text: 'What is sent.' },
  'enums.md': { title: 'Enums', text: 'Values that a field or an argument can have. More may be added: let a client live with one that it does not know.' },
  'unions.md': { title: 'Unions', text: 'Answers of several kinds, told apart by `__typename`. More may be added: those that are failures have a `message`.' },
  'interfaces.md': { title: 'Interfaces', text: 'What several objects have in common.' },
  'scalars.md': { title: 'Scalars', text: 'Beside those of GraphQL itself.' },
  'errors.md': { title: 'Errors', text: 'What is answered when a request is not carried out, or not as a whole. What a mutation expects to fail is not here: it is a member of the union that is answered.' },
};

const rootsOf = ({ schema }: ApiSchema): [page: string, root: GraphQLObjectType | null | undefined][] => [
  ['queries.md', schema.getQueryType()],
  ['mutations.md', schema.getMutationType()],
  ['subscriptions.md', schema.getSubscriptionType()],
];

function overview(api: ApiSchema, pages: readonly string[]): string {
  const roots = rootsOf(api).flatMap(([page, root]) => (root ? [`## [${introductions[page]!.title}](${page})`, listOperations(page, root, api.rules)] : []));
  const others = pages.filter((page) => page !== errorsPage && !rootsOf(api).some(([one]) => one === page)).map((page) => `- [${introductions[page]!.title}](${page})`);
  return [
    mark,
    '# The graph',
    'Everything that clients can ask of Offload Security; the same as one file: [schemas/api.graphql](../../schemas/api.graphql). Credentials are an API key or an access token, sent as `Authorization: Bearer …`; *demands* says which scopes they must carry. Typed for TypeScript: [@offload/client](../../libs/client/README.md).',
    ...roots,
    '## Types',
    others.join('\n'),
    `## [${introductions[errorsPage]!.title}](${errorsPage})`,
    introductions[errorsPage]!.text,
  ].join('\n\n');
}

/** The reference of an API as markdown: an overview, a page for each kind of operation, one for each kind of type, and one of errors. Throws, naming it, for what has no description. */
export function describeApi(api: ApiSchema, operations: readonly OperationFile[], failures: Failures): Generated[] {
  const pages = new Map<string, string[]>();
  for (const [page, root] of rootsOf(api)) if (root) pages.set(page, describeOperations(root, api.rules, operations));
  for (const [page, sections] of describeTypes(api.schema, api.rules)) pages.set(page, sections);
  pages.set(errorsPage, describeErrors(failures));

  const files = [...pages].map(([page, sections]) => {
    const { title, text } = introductions[page]!;
    return { path: `${folder}/${page}`, content: `${[mark, `# ${title}`, text, ...sections].join('\n\n')}\n` };
  });
  return [{ path: `${folder}/README.md`, content: `${overview(api, [...pages.keys()])}\n` }, ...files];
}

/** Gives `docs/reference`. */
export const generate = async (root: string): Promise<Generated[]> =>
  describeApi(await readApiSchema(root), await readOperations(root), { errorCatalogue, closeCodes });

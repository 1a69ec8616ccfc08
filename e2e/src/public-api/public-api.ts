import { expect } from '@jest/globals';
import * as offload from '@offload/client';
import type { Client, ClientOptions, TypedDocumentNode } from '@offload/client';
import { getNamedType, isUnionType, Kind, print, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import request from 'supertest';
import type { Story } from '../testing/story.ts';

/** An operation as the frontend team has it. */
type Document<TData, TVariables> = TypedDocumentNode<TData, TVariables>;

interface DocumentLike {
  readonly definitions: readonly { readonly kind: string }[];
}

const isOperation = (definition: { readonly kind: string }): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION;
const operationIn = ({ definitions }: DocumentLike): OperationDefinitionNode => definitions.find(isOperation)!;
const isDocument = (value: unknown): value is DocumentLike => typeof value === 'object' && value !== null && 'definitions' in value;

/** Every operation that the package has, by name. Documents of fragments alone are not among them. */
export const operations: ReadonlyMap<string, Document<any, any>> = new Map(
  Object.values<unknown>(offload)
    .filter(isDocument)
    .filter(({ definitions }) => definitions.some(isOperation))
    .map((document) => [operationIn(document).name!.value, document as Document<any, any>]),
);

/** The operations that ask for a page of a list: they have a variable `first`. */
export const listOperations = (): Document<any, any>[] =>
  [...operations.values()].filter((document) => operationIn(document).variableDefinitions?.some(({ variable }) => variable.name.value === 'first'));

export interface Answer<TData> {
  status: number;
  data: TData | null;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string } }[];
}

/** The public API as a frontend team sees it: generated operations over HTTP. It remembers what was asked, and which members of unions were answered. */
export interface PublicApi {
  readonly story: Story;
  /** The ids of what the story made, by what it is. */
  readonly ids: Record<string, string>;
  /** What was carried out so far: names of operations. */
  readonly executed: ReadonlySet<string>;
  /** What was answered so far, as `Union: Member`. */
  readonly answered: ReadonlySet<string>;
  /** Runs a query or a mutation by POST, with the key of the tenant unless another is given. */
  ask<TData, TVariables>(document: Document<TData, TVariables>, variables: TVariables, apiKey?: string): Promise<Answer<TData>>;
  /** The same, of which nothing may be missing. */
  run<TData, TVariables>(document: Document<TData, TVariables>, variables: TVariables): Promise<TData>;
  /** Follows a subscription with the package's client until `isLast`; gives every event. */
  watch<TData, TVariables>(document: Document<TData, TVariables>, variables: TVariables, isLast: (event: TData) => boolean, options?: Partial<ClientOptions>): Promise<TData[]>;
}

/** The public API of a story's platform. `schema` is the API's. */
export function createPublicApi(story: Story, schema: GraphQLSchema): PublicApi {
  const executed = new Set<string>();
  const answered = new Set<string>();

  function remember(document: Document<never, never>, data: object): void {
    const operation = operationIn(document);
    executed.add(operation.name!.value);
    const root = schema.getRootType(operation.operation)!;
    for (const [field, value] of Object.entries(data)) {
      const type = getNamedType(root.getFields()[field]!.type);
      if (isUnionType(type)) answered.add(`${type.name}: ${(value as { __typename: string }).__typename}`);
    }
  }

  async function ask<TData, TVariables>(document: Document<TData, TVariables>, variables: TVariables, apiKey = story.platform.apiKey): Promise<Answer<TData>> {
    const { status, body } = await request(story.platform.url)
      .post('/graphql')
      .set('authorization', `Bearer ${apiKey}`)
      .send({ query: print(document), operationName: operationIn(document).name!.value, variables });
    const { data = null, errors = [] } = body as Partial<Answer<TData>>;
    return { status, data, errors };
  }

  return {
    story,
    ids: {},
    executed,
    answered,
    ask,

    async run(document, variables) {
      const { status, data, errors } = await ask(document, variables);
      expect([status, errors]).toEqual([200, []]);
      remember(document as never, data!);
      return data!;
    },

    async watch(document, variables, isLast, options = {}) {
      const client: Client = offload.createClient({ url: `${story.platform.url}/graphql`, token: () => story.platform.apiKey, ...options });
      const events = [];
      try {
        for await (const event of client.subscribe(document, ...([variables] as never))) {
          remember(document as never, event as object);
          events.push(event);
          if (isLast(event)) break;
        }
      } finally {
        client.close();
      }
      return events;
    },
  };
}

/** A part of the story of the public API: registers its tests. `api` is there when they run. */
export type Chapter = (api: () => PublicApi) => void;

/** An id that nothing has. */
export const nobodysId = '00000000-0000-7000-8000-000000000000';

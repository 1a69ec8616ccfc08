import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, printSchema } from 'graphql';
import type { Generated } from './generator.ts';

const services = ['accounts', 'credentials', 'scanner', 'inventory'] as const;

/** The TypeScript types of each subgraph's schema, for its resolvers: services/<service>/src/graph/types.generated.ts. */
export async function generate(root: string): Promise<Generated[]> {
  return Promise.all(
    services.map(async (service) => {
      const sdl = await readFile(join(root, 'schemas', `${service}.graphql`), 'utf8');
      const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
      const content = await codegen({
        filename: 'types.generated.ts',
        schema: parse(printSchema(schema)),
        schemaAst: schema,
        documents: [],
        config: {
          federation: true,
          enumsAsTypes: true,
          useTypeImports: true,
          skipTypename: true,
          scalars: { DateTime: 'Date', JSON: 'unknown', SecretString: 'string', SecretJSON: 'string', ID: 'string' },
        },
        plugins: [{ typescript: {} }, { resolvers: {} }],
        pluginMap: { typescript, resolvers },
      });
      return { path: `services/${service}/src/graph/types.generated.ts`, content: `// Generated from schemas/${service}.graphql: npm run generate\n${content}` };
    }),
  );
}

import { join } from 'node:path';
import { bundleGraphiql } from '../src/graphiql/bundle-graphiql.ts';

// For images: `node gateway/graphiql/bundle.ts`. In development the gateway builds the page when it is first asked for.
await bundleGraphiql(import.meta.dirname, join(import.meta.dirname, 'dist'));

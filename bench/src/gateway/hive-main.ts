import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/** Hive Gateway over the supergraph of a file, with its own executor or, given `router`, with the router's (Rust). As it comes, less its pages and its log. */
const [file = '', engine = ''] = process.argv.slice(2);
const gateway = createGatewayRuntime({
  supergraph: await readFile(file, 'utf8'),
  logging: false,
  graphiql: false,
  landingPage: false,
  ...(engine === 'router' ? { unifiedGraphHandler } : {}),
});
const server = createServer(gateway as never);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })));
process.once('SIGTERM', () => process.exit(0));

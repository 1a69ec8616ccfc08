/** A platform of its own for the tests, to be killed: starts the server, prints its URL, and stays. */
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const { adminUrl } = await startEmbeddedPostgres({ dataDirectory: process.argv[2]! });
process.stdout.write(`${adminUrl}\n`);
setInterval(() => undefined, 60_000);

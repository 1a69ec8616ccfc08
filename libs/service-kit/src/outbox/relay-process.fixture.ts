/** A replica of its own for relay.test.ts, to be killed: relays, prints each event that it publishes, and hangs for ever on the one that is named. */
import { connectDatabase } from '../database/connect-database.ts';
import type { DatabaseUrls, ServiceName } from '../database/database.ts';
import { startRelay } from './start-relay.ts';

const [service, urls, hangOn] = process.argv.slice(2) as [ServiceName, string, string];
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const database = await connectDatabase({ service, urls: JSON.parse(urls) as DatabaseUrls, entities: [], log });

startRelay({
  database,
  log,
  bus: {
    async publish(event) {
      if (event.subject === hangOn) await new Promise(() => setInterval(() => undefined, 60_000));
      process.stdout.write(`${event.subject}\n`);
    },
  },
});

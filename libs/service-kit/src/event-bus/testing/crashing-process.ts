/**
 * A process that has the embedded bus open, to be killed by a test. Says each delivery as one line of JSON on its output.
 * Arguments: the database URL, and `hang` (handlers never end) or `handle`.
 */
import { createLogger } from '../../logging/create-logger.ts';
import { openEmbeddedBus } from '../embedded-event-bus.ts';

const [databaseUrl, mode] = process.argv.slice(2) as [string, 'hang' | 'handle'];
const bus = await openEmbeddedBus({ databaseUrl, log: createLogger({ service: 'child', level: 'silent' }) });

async function receive(kind: string, id: string, attempt: number): Promise<void> {
  process.stdout.write(`${JSON.stringify({ kind, id, attempt })}\n`);
  if (mode === 'hang') await new Promise(() => undefined);
}

await bus.subscribe(
  { service: 'scanner', name: 'on-crash', types: ['offload.accounts.thing.happened.v1'], concurrency: 2 },
  (event, { attempt }) => receive('event', event.id, attempt),
);
await bus.work('crash', { concurrency: 2 }, (body, { attempt }) => receive('work', body as string, attempt));
process.stdout.write(`${JSON.stringify({ kind: 'open' })}\n`);

for await (const line of process.stdin.setEncoding('utf8')) {
  for (const command of (line as string).trim().split('\n')) {
    const { event, work } = JSON.parse(command);
    if (event) await bus.publish(event);
    if (work) await bus.enqueue('crash', { id: work, body: work });
    process.stdout.write(`${JSON.stringify({ kind: 'stored', id: event?.id ?? work })}\n`);
  }
}

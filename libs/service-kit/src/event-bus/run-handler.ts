import type { Logger } from '../logging/create-logger.ts';
import { Terminate } from './event-bus.ts';

/** What becomes of a message after its handler: `done` is acknowledged, `never` too (poison), `again` is delivered again. */
export type Outcome = 'done' | 'again' | 'never';

/** Runs a handler and judges what it threw, the same for every adapter. Never rejects: a failure is logged here, once. */
export async function runHandler(
  work: () => Promise<void>,
  facts: { receiver: string; message: string; attempt: number },
  log: Logger,
): Promise<Outcome> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof Terminate) {
      log.error({ ...facts, err: error }, 'message terminated by its handler');
      return 'never';
    }
    log.warn({ ...facts, err: error }, 'handler failed, the message will be delivered again');
    return 'again';
  }
}

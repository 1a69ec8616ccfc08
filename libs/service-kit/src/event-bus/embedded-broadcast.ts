import type { Logger } from '../logging/create-logger.ts';
import type { BroadcastHandler, Subscription } from './event-bus.ts';

/**
 * Broadcasts inside one process, heard as they would be over a network: later, as JSON, and without the listener's failure reaching
 * the speaker.
 */
export interface Broadcast {
  tell(subject: string, body: unknown): void;
  listen(pattern: string, handle: BroadcastHandler): Subscription;
}

export function createBroadcast(log: Logger): Broadcast {
  const listeners = new Set<{ hears: (subject: string) => boolean; handle: BroadcastHandler }>();

  return {
    tell(subject, body) {
      const json = JSON.stringify(body ?? null);
      for (const listener of listeners) {
        if (!listener.hears(subject)) continue;
        setImmediate(() => {
          if (!listeners.has(listener)) return;
          try {
            listener.handle(JSON.parse(json) as unknown, subject);
          } catch (error) {
            log.warn({ subject, err: error }, 'listener failed, the broadcast is gone');
          }
        });
      }
    },

    listen(pattern, handle) {
      const listener = { hears: subjectMatcher(pattern), handle };
      listeners.add(listener);
      return { stop: async () => void listeners.delete(listener) };
    },
  };
}

/** Whether a subject fits a pattern as NATS reads it: `*` is one word, `>` at the end is one or more. */
export function subjectMatcher(pattern: string): (subject: string) => boolean {
  const wanted = pattern.split('.');
  return (subject) => {
    const words = subject.split('.');
    const open = wanted.at(-1) === '>';
    if (open ? words.length < wanted.length : words.length !== wanted.length) return false;
    return wanted.every((word, place) => word === '*' || (open && place === wanted.length - 1) || word === words[place]);
  };
}

import type { Principal } from '@offload/contracts';
import type { Logger } from '@offload/service-kit';
import { Refusal, refusal } from '../errors/refusal.ts';
import type { Authenticate } from './authenticate.ts';
import type { Credentials } from './read-credentials.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Somebody who stays: behind a WebSocket or an event stream. */
export interface Session {
  /** As of the last look: scopes may change while it lasts. */
  readonly principal: Principal | null;
  /**
   * Aborted when the credentials no longer hold (the token has expired, the key was revoked), or nobody could say for long. Its reason is a
   * `Refusal` that says which: whoever is told the second may come back.
   */
  readonly ended: AbortSignal;
  close(): void;
}

export interface SessionOptions {
  authenticate: Authenticate;
  credentials: Credentials;
  /** Who the credentials turned out to be. */
  principal: Principal | null;
  log: Logger;
  /** How often to look again. Looks at one key are shared, whoever has it open. */
  everyMs?: number;
  /** How long it may go on when nobody can say whether it should. */
  unansweredMs?: number;
}

/** Watches somebody who was authenticated, by looking again every two seconds. Not being able to look ends nothing for a minute. */
export function openSession({ authenticate, credentials, principal, log, everyMs = 2_000, unansweredMs = 60_000 }: SessionOptions): Session {
  const ended = new AbortController();
  let present = principal;
  let lastAnswer = performance.now();

  async function look(): Promise<void> {
    try {
      present = await authenticate(credentials);
      lastAnswer = performance.now();
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'session could not be renewed');
      const isOver = error instanceof Refusal && error.code === 'UNAUTHENTICATED';
      if (!isOver && performance.now() - lastAnswer < unansweredMs) return;
      clearInterval(timer);
      ended.abort(
        isOver
          ? unauthenticated('The credentials no longer hold')
          : refusal('AUTHENTICATION_UNAVAILABLE', 'The credentials could not be verified for long'),
      );
    }
  }

  const timer = setInterval(() => void look(), everyMs);
  timer.unref();

  return {
    get principal() {
      return present;
    },
    ended: ended.signal,
    close: () => clearInterval(timer),
  };
}

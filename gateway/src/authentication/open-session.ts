import type { Principal } from '@offload/contracts';
import type { Logger } from '@offload/service-kit';
import { Refusal } from '../errors/refusal.ts';
import type { Authenticate } from './authenticate.ts';
import type { Credentials } from './read-credentials.ts';

/** Somebody who stays: behind a WebSocket or an event stream. */
export interface Session {
  /** As of the last look: scopes may change while it lasts. */
  readonly principal: Principal | null;
  /** Aborted when the credentials no longer hold: the token has expired, the key was revoked. */
  readonly ended: AbortSignal;
  close(): void;
}

export interface SessionOptions {
  authenticate: Authenticate;
  credentials: Credentials;
  /** Who the credentials turned out to be. */
  principal: Principal | null;
  log: Logger;
  /** How often to look again. */
  everyMs?: number;
}

/** Watches somebody who was authenticated. Looks again every thirty seconds; not being able to look ends nothing. */
export function openSession({ authenticate, credentials, principal, log, everyMs = 30_000 }: SessionOptions): Session {
  const ended = new AbortController();
  let present = principal;

  async function look(): Promise<void> {
    try {
      present = await authenticate(credentials);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'session could not be renewed');
      else if (error.code === 'UNAUTHENTICATED') {
        clearInterval(timer);
        ended.abort();
      }
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

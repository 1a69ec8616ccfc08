import type { CloudSession } from '../collector/session.ts';
import { untilAborted } from '../collector/until-aborted.ts';

/** Something that was done to a resource, as a cloud's own activity log tells it. */
export interface CloudChange {
  readonly at: Date;
  /** `ec2:AuthorizeSecurityGroupIngress`, `v1.compute.firewalls.insert` */
  readonly action: string;
  /** The resource's name in all the cloud, as inventory has it; what it lies in where the log names no more than that. */
  readonly resourceRef: string;
  /** `deleted` is what the log says: describing the resource confirms it. */
  readonly kind: 'created-or-changed' | 'deleted';
}

/** What a page of a change log is asked with: the changes between two moments. */
export interface ChangesBetween<S> {
  readonly session: S;
  readonly from: Date;
  readonly to: Date;
}

/** The log that a cloud keeps of what was done in an account: what it is and how it is read; `changesOf` does the rest. */
export interface ChangeLog<S extends CloudSession = CloudSession> {
  /** The provider service that a lease is asked for: `cloudtrail`. */
  readonly service: string;
  /** `region`: each region has a log of its own, and account-wide services are in that of the primary one; `global`: one for the account. */
  readonly scope: 'region' | 'global';
  /** What reading it takes. No connection test asks for it as long as no scan reads it. */
  readonly actions: readonly string[];
  /** For how long the provider keeps what was done. */
  readonly keptForDays: number;
  /** How long after it was done something may still be missing. */
  readonly latestArrivalMinutes: number;
  /** Yields pages of the changes, the latest first: not what failed, and not what customers sent, where their secrets live. */
  pages(between: ChangesBetween<S>): AsyncIterable<readonly CloudChange[]>;
}

export interface ChangesOptions<S> {
  readonly session: S;
  readonly since: Date;
  readonly signal: AbortSignal;
  readonly now?: Date;
}

/**
 * What was changed in an account since a moment, the latest first, a resource as often as it was changed; and a little of what was before, since entries come
 * late. Throws RangeError when the log does not go back so far, the signal's reason once it aborts, and what the session's clients throw.
 */
export async function* changesOf<S extends CloudSession>(
  log: ChangeLog<S>,
  { session, since, signal, now = new Date() }: ChangesOptions<S>,
): AsyncGenerator<CloudChange> {
  const from = new Date(since.getTime() - log.latestArrivalMinutes * 60_000);
  if (from.getTime() < now.getTime() - log.keptForDays * 86_400_000) throw new RangeError('the change log does not go back so far');

  const pages = log.pages({ session, from, to: now })[Symbol.asyncIterator]();
  for (;;) {
    const turn = await untilAborted(pages.next(), signal);
    if (turn.done) return;
    yield* turn.value;
  }
}

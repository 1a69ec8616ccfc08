import type { GapReason } from '../collection/collection.ts';

/** The attempt is no longer the one that counts: its job was cancelled, released anew, or taken from a worker that seemed dead. It may store nothing more. */
export class Superseded extends Error {
  override readonly name = 'Superseded';

  constructor() {
    super('the attempt is superseded');
  }
}

/** Something of ours is not there now, or the process stops: the job waits and runs again, without that counting against it. */
export class Deferred extends Error {
  override readonly name = 'Deferred';

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** The provider did not let the job begin: it comes again after a pause, a limited number of times. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
  readonly reason: GapReason;

  constructor(reason: GapReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

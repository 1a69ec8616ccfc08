import type { GapReason } from '../collection/collection.ts';

/** Why a field of a resource could not be seen. */
export interface Unseen {
  /** `s3:GetEncryptionConfiguration` */
  readonly action: string;
  readonly reason: GapReason;
}

/** The unseen fields of one resource. */
export type UnseenFields = Readonly<Record<string, Unseen>>;

/** A check read a field that could not be seen. */
class UnseenFieldRead extends Error {
  readonly unseen: Unseen;

  constructor(field: string, unseen: Unseen) {
    super(`${field} was not seen`);
    this.unseen = unseen;
  }
}

/** The resource, with each unseen field replaced by one that throws when a check reads it. */
export function guardUnseen(resource: object, unseenFields: UnseenFields): object {
  const guarded = { ...resource };
  for (const [field, unseen] of Object.entries(unseenFields)) {
    Object.defineProperty(guarded, field, {
      enumerable: true,
      get(): never {
        throw new UnseenFieldRead(field, unseen);
      },
    });
  }
  return guarded;
}

/** What a check read in vain; null when the error is another. */
export const unseenRead = (error: unknown): Unseen | null => (error instanceof UnseenFieldRead ? error.unseen : null);

/** The message of an `unknown`: what was not seen and, when it helps, what to grant. */
export function notSeen({ action, reason }: Unseen): string {
  switch (reason) {
    case 'DENIED':
      return `could not be seen: the permission ${action} is missing`;
    case 'THROTTLED':
      return `could not be seen: the provider throttled ${action}`;
    case 'UNREACHABLE':
      return `could not be seen: the provider could not be reached for ${action}`;
    case 'NOT_ENABLED':
      return `could not be seen: what ${action} asks is not enabled`;
    default:
      return `could not be seen: ${action} failed`;
  }
}

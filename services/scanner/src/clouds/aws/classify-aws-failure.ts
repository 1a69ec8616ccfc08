import type { GapReason } from '../../collection/collection.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { explainOwn, shortMessage, type ProviderFailure } from '../../collector/provider-failure.ts';
import { ConnectionFailed } from '../http/connection-failed.ts';
import { failedOperationOf } from './failed-operation.ts';

/** The provider does not know the key: it is no longer good, or the region is off. */
export interface UnknownKey {
  readonly kind: 'unknown-key';
  readonly operation: string | undefined;
}

/** What AWS refused, with the operation of the SDK that was called: its name is mostly the action's. */
export type AwsFailure = (ProviderFailure & { readonly operation?: string | undefined }) | UnknownKey;

/** What a code means; `GONE`, `EXPIRED` and `UNKNOWN_KEY` are no gaps. */
type Meaning = GapReason | 'EXPIRED' | 'UNKNOWN_KEY' | 'GONE';

/** AWS's error codes, over its six protocols; what is not here is `PROVIDER_ERROR`. */
const reasonOfCode = new Map<string, Meaning>([
  ...codes('DENIED', 'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'UnauthorizedAccess', 'AuthorizationError'),
  ...codes('DENIED', 'NotAuthorized', 'AllAccessDisabled', 'OperationDisabledException'),
  ...codes('THROTTLED', 'Throttling', 'ThrottlingException', 'ThrottledException', 'RequestThrottled', 'RequestThrottledException'),
  ...codes('THROTTLED', 'RequestLimitExceeded', 'TooManyRequestsException', 'SlowDown', 'LimitExceededException', 'BandwidthLimitExceeded'),
  ...codes('REGION_NOT_ENABLED', 'RegionDisabledException', 'OptInRequired', 'SubscriptionRequiredException', 'AuthFailure.RegionDisabled'),
  ...codes('NOT_ENABLED', 'InvalidAccessException'),
  ...codes('EXPIRED', 'ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'),
  ...codes('EXPIRED', 'SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'),
  ...codes('UNKNOWN_KEY', 'InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'InvalidAccessKeyId', 'InvalidToken'),
  ...codes('GONE', 'NoSuchEntity', 'NoSuchEntityException', 'NoSuchBucket', 'NotFoundException', 'ResourceNotFoundException'),
  ...codes('GONE', 'DBInstanceNotFound', 'DBInstanceNotFoundFault', 'TrailNotFoundException', 'InvalidInstanceID.NotFound'),
]);

function codes(reason: Meaning, ...names: string[]): [string, Meaning][] {
  return names.map((name) => [name, reason]);
}

/**
 * Says what an error of the SDK means. Throws `LeaseExpired` when the lease is over, and rethrows what is not the provider's doing: a bug,
 * which must not look like a gap.
 */
export function classifyAwsFailure(error: unknown): AwsFailure {
  if (error instanceof LeaseExpired) throw error;
  const own = explainOwn(error);
  if (own) return own;
  if (!(error instanceof Error)) throw error;

  const code = codeOf(error);
  const operation = failedOperationOf(error);
  const meaning = error instanceof ConnectionFailed ? 'UNREACHABLE' : (reasonOfCode.get(code) ?? reasonOfStatus(error, operation));
  switch (meaning) {
    case undefined:
      throw error;
    case 'GONE':
      return { kind: 'gone' };
    case 'EXPIRED':
      throw new LeaseExpired(code, { cause: error });
    case 'UNKNOWN_KEY':
      return { kind: 'unknown-key', operation };
    default:
      return { kind: 'gap', reason: meaning, message: messageOf(error, code), operation };
  }
}

/** The provider's code of an error: its own, or the system's. */
export function codeOf(error: Error): string {
  const { Code, code } = error as { Code?: unknown; code?: unknown };
  if (reasonOfCode.has(error.name)) return error.name;
  if (typeof Code === 'string') return Code;
  return typeof code === 'string' ? code : error.name;
}

function reasonOfStatus(error: Error, operation: string | undefined): GapReason | undefined {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === 429) return 'THROTTLED';
  if (status === 403) return 'DENIED';
  if (status !== undefined || operation !== undefined) return 'PROVIDER_ERROR';
  return undefined;
}

/** What the provider said, short; without key ids, and without the blob that EC2 appends for administrators. */
function messageOf(error: Error, code: string): string {
  const said = error.message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[key id]');
  return shortMessage(code, said);
}

import type { GapReason } from '../../collection/collection.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { explainOwn, shortMessage } from '../../collector/provider-failure.ts';
import type { ExplainedFailure } from '../../collector/session.ts';
import { ActionNotEffective, AzureError } from './azure-error.ts';
import { ConnectionFailed } from '../http/connection-failed.ts';

/** Codes that mean something else than their status. */
const reasonOfCode: Readonly<Record<string, GapReason | 'GONE'>> = {
  ResourceNotFound: 'GONE',
  ResourceGroupNotFound: 'GONE',
  ParentResourceNotFound: 'GONE',
  NotFound: 'GONE',
  MissingSubscriptionRegistration: 'NOT_ENABLED',
  SubscriptionNotRegistered: 'NOT_ENABLED',
  'Subscription Not Registered': 'NOT_ENABLED',
  ServerBusy: 'THROTTLED',
  LocationNotAvailableForResourceType: 'REGION_NOT_ENABLED',
};

/**
 * What an error of an Azure client means. Throws `LeaseExpired` when the token is no longer taken, and rethrows what is not Azure's doing: a bug,
 * which must not look like a gap.
 */
export function explainAzureFailure(error: unknown): ExplainedFailure {
  if (error instanceof LeaseExpired) throw error;
  const own = explainOwn(error);
  if (own) return { code: (error as Error).name, failure: own };

  if (error instanceof AzureError) return explainRefusal(error);
  if (error instanceof ActionNotEffective) return gap('ActionNotEffective', 'DENIED', error.message, error.action);
  if (error instanceof ConnectionFailed) return gap(error.code, 'UNREACHABLE', error.message);
  // What the SDK makes of an answer that it cannot read.
  if (error instanceof Error && error.name === 'RestError') return gap('RestError', 'PROVIDER_ERROR', error.message);
  throw error;
}

function explainRefusal(error: AzureError): ExplainedFailure {
  const { code, status, message, action } = error;
  const known = reasonOfCode[code];
  // Every refusal of the token itself, whatever its code: it expired, was revoked, or is of another directory. Defender for Cloud has said with the same
  // status that a subscription is not registered.
  if (status === 401 && known === undefined) throw new LeaseExpired(code, { cause: error });
  const reason = known ?? reasonOfStatus(status);
  return reason === 'GONE' ? { code, failure: { kind: 'gone' } } : gap(code, reason, message, action);
}

function reasonOfStatus(status: number): GapReason {
  if (status === 403) return 'DENIED';
  return status === 429 ? 'THROTTLED' : 'PROVIDER_ERROR';
}

const gap = (code: string, reason: GapReason, said: string, action?: string): ExplainedFailure => ({
  code,
  failure: { kind: 'gap', reason, message: shortMessage(code, said), action },
});

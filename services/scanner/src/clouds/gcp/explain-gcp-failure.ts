import type { GapReason } from '../../collection/collection.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { explainOwn, shortMessage } from '../../collector/provider-failure.ts';
import type { ExplainedFailure } from '../../collector/session.ts';
import { ConnectionFailed } from '../http/connection-failed.ts';
import { GcpError } from './gcp-error.ts';

/** Reasons that mean something else than their status. https://cloud.google.com/apis/design/errors */
const meaningOfCode: Readonly<Record<string, GapReason>> = {
  SERVICE_DISABLED: 'NOT_ENABLED',
  // What an API says that needs billing, in a project without it.
  BILLING_DISABLED: 'NOT_ENABLED',
  // The lease is too narrow for the call: no role that a customer grants would help.
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'INTERNAL',
  RATE_LIMIT_EXCEEDED: 'THROTTLED',
  RESOURCE_EXHAUSTED: 'THROTTLED',
  // The region is one that the organization does not allow, or that the API does not know.
  LOCATION_POLICY_VIOLATED: 'REGION_NOT_ENABLED',
  // How older APIs say it, with a status of 403.
  rateLimitExceeded: 'THROTTLED',
  userRateLimitExceeded: 'THROTTLED',
};

/**
 * What an error of a client of Google Cloud means. Throws `LeaseExpired` when the token is no longer taken, and rethrows what is not Google's doing: a bug,
 * which must not look like a gap.
 */
export function explainGcpFailure(error: unknown): ExplainedFailure {
  if (error instanceof LeaseExpired) throw error;
  const own = explainOwn(error);
  if (own) return { code: (error as Error).name, failure: own };

  if (error instanceof GcpError) return explainRefusal(error);
  if (error instanceof ConnectionFailed) return gap(error.code, 'UNREACHABLE', error.message);
  // What the SDK makes of an answer that it cannot read. It quotes the answer: that is not told.
  if (error instanceof Error && error.message.startsWith('fromProto3JSON')) return gap('UnreadableAnswer', 'PROVIDER_ERROR', '');
  throw error;
}

function explainRefusal(error: GcpError): ExplainedFailure {
  const { code, status, message, permission, service } = error;
  // Every refusal of the token itself, whatever its reason: it expired, was revoked, or its service account is disabled or gone.
  if (status === 401 || code === 'ACCESS_TOKEN_EXPIRED') throw new LeaseExpired(code, { cause: error });
  const reason = meaningOfCode[code] ?? reasonOfStatus(status);
  if (reason === 'GONE') return { code, failure: { kind: 'gone' } };
  // Google's sentence goes on with a link and advice for developers.
  if (code === 'SERVICE_DISABLED') return gap(code, reason, `the API ${service ?? 'that is called'} is not enabled`);
  return gap(code, reason, message, permission);
}

function reasonOfStatus(status: number): GapReason | 'GONE' {
  if (status === 403) return 'DENIED';
  if (status === 404) return 'GONE';
  return status === 429 ? 'THROTTLED' : 'PROVIDER_ERROR';
}

const gap = (code: string, reason: GapReason, said: string, action?: string): ExplainedFailure => ({
  code,
  failure: { kind: 'gap', reason, message: shortMessage(code, said), action },
});

/** What kind of answer Google (or the network before it) gave, at the token endpoint and at the APIs alike. */
export type GcpErrorKind =
  | 'BAD_SIGNATURE'
  | 'ACCOUNT_UNUSABLE'
  | 'DISABLED'
  | 'EXPIRED'
  | 'NOT_ACCEPTED'
  | 'CLOCK_SKEW'
  | 'DENIED'
  | 'API_DISABLED'
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'THROTTLED'
  | 'UNREACHABLE'
  | 'NO_SUCH_PROVIDER'
  | 'TOKEN_REJECTED'
  | 'CONDITION_REFUSED'
  | 'ISSUER_UNREADABLE'
  | 'IMPERSONATION_DENIED'
  | 'OTHER';

/** A call to Google that failed. It carries no message of Google's and nothing of the request, which holds a signed assertion or a token. */
export class GcpError extends Error {
  override readonly name = 'GcpError';
  readonly kind: GcpErrorKind;
  /** As Google spells it: `invalid_grant`, `SERVICE_DISABLED`; of the network: `ECONNREFUSED`. */
  readonly code: string;
  /** With `API_DISABLED`, where Google says so: the API, as `cloudasset.googleapis.com`. */
  readonly service: string | null;

  constructor(operation: string, kind: GcpErrorKind, code: string, service: string | null = null) {
    super(`Google answered ${code} to ${operation}`);
    this.kind = kind;
    this.code = code;
    this.service = service;
  }
}

/** Codes are words; anything else could be text that came from elsewhere. */
const wordOf = (value: unknown): string | null => (typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : null);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/** What status alone says, whatever stands in the body; null when it says nothing. 501 would say the same again, however often it is asked. */
function passingKind(status: number): GcpErrorKind | null {
  if (status === 429) return 'THROTTLED';
  return status >= 500 && status !== 501 ? 'UNREACHABLE' : null;
}

/**
 * How `invalid_grant` goes on. The descriptions are all there is to tell these apart by:
 * https://developers.google.com/identity/protocols/oauth2/service-account#error-codes. An account that is disabled is answered like one that was
 * deleted: https://github.com/googleapis/google-cloud-php/issues/3622.
 */
const grantRefusals: readonly (readonly [RegExp, GcpErrorKind])[] = [
  [/short-lived token|reasonable timeframe|\biat\b/i, 'CLOCK_SKEW'],
  [/signature/i, 'BAD_SIGNATURE'],
  [/account not found|not a valid email|account.*disabled/i, 'ACCOUNT_UNUSABLE'],
  [/expired/i, 'EXPIRED'],
];

const kindOfOAuthCode: Readonly<Record<string, GcpErrorKind>> = {
  disabled_client: 'DISABLED',
  deleted_client: 'ACCOUNT_UNUSABLE',
  invalid_client: 'NOT_ACCEPTED',
  invalid_grant: 'NOT_ACCEPTED',
  unauthorized_client: 'NOT_ACCEPTED',
  access_denied: 'NOT_ACCEPTED',
  admin_policy_enforced: 'NOT_ACCEPTED',
  org_internal: 'NOT_ACCEPTED',
  rate_limit_exceeded: 'THROTTLED',
};

/** Tells a refusal of oauth2.googleapis.com/token apart. `body` is null when it was no JSON: then it did not come from Google. */
export function classifyTokenError(status: number, body: unknown): GcpError {
  const operation = 'oauth2:token';
  const { error, error_description: description } = fieldsOf(body);
  const code = wordOf(error);
  const passing = passingKind(status);

  if (passing) return new GcpError(operation, passing, code ?? String(status));
  if (code === null) return new GcpError(operation, body === null ? 'UNREACHABLE' : 'OTHER', String(status));
  const refusal =
    code === 'invalid_grant' && grantRefusals.find(([pattern]) => typeof description === 'string' && pattern.test(description));
  return new GcpError(operation, refusal ? refusal[1] : (kindOfOAuthCode[code] ?? 'OTHER'), code);
}

const kindOfExchangeCode: Readonly<Record<string, GcpErrorKind>> = {
  invalid_target: 'NO_SUCH_PROVIDER',
  unauthorized_client: 'CONDITION_REFUSED',
  invalid_request: 'TOKEN_REJECTED',
  invalid_grant: 'TOKEN_REJECTED',
};

/** How `invalid_grant` goes on where an assertion is exchanged: https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation */
const exchangeRefusals: readonly (readonly [RegExp, GcpErrorKind])[] = [
  [/connecting to the given credential's issuer|jwks|fetch/i, 'ISSUER_UNREADABLE'],
  [/stale|expired|too early|not yet valid|in the future/i, 'CLOCK_SKEW'],
];

/** Tells a refusal of sts.googleapis.com/v1/token apart. `body` is null when it was no JSON: then it did not come from Google. */
export function classifyExchangeError(status: number, body: unknown): GcpError {
  const operation = 'sts:token';
  const { error, error_description: description } = fieldsOf(body);
  const code = wordOf(error);
  const passing = passingKind(status);

  if (passing) return new GcpError(operation, passing, code ?? String(status));
  if (code === null) return new GcpError(operation, body === null ? 'UNREACHABLE' : 'OTHER', String(status));
  const refusal = exchangeRefusals.find(([pattern]) => typeof description === 'string' && pattern.test(description));
  return new GcpError(operation, (code === 'invalid_grant' && refusal?.[1]) || (kindOfExchangeCode[code] ?? 'OTHER'), code);
}

/** Tells a refusal of generateAccessToken apart: an account that is not there is answered like one that may not be acted as. */
export function classifyImpersonationError(status: number, body: unknown): GcpError {
  const error = classifyApiError('iamcredentials:generateAccessToken', status, body);
  if (error.kind !== 'DENIED' && error.kind !== 'NOT_FOUND') return error;
  return new GcpError('iamcredentials:generateAccessToken', 'IMPERSONATION_DENIED', error.code);
}

const kindOfReason: Readonly<Record<string, GcpErrorKind>> = {
  SERVICE_DISABLED: 'API_DISABLED',
  IAM_PERMISSION_DENIED: 'DENIED',
  ACCOUNT_STATE_INVALID: 'DISABLED',
  ACCESS_TOKEN_EXPIRED: 'EXPIRED',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'OTHER',
  RATE_LIMIT_EXCEEDED: 'THROTTLED',
};

const kindOfStatus: Readonly<Record<string, GcpErrorKind>> = {
  PERMISSION_DENIED: 'DENIED',
  UNAUTHENTICATED: 'NOT_ACCEPTED',
  NOT_FOUND: 'NOT_FOUND',
  INVALID_ARGUMENT: 'INVALID_ARGUMENT',
  RESOURCE_EXHAUSTED: 'THROTTLED',
};

/** Tells an API's error apart by its ErrorInfo (https://google.aip.dev/193), then by its status. `operation` as `cloudresourcemanager:getProject`. */
export function classifyApiError(operation: string, status: number, body: unknown): GcpError {
  const error = fieldsOf(fieldsOf(body).error);
  const details = Array.isArray(error.details) ? error.details.map(fieldsOf) : [];
  const info = details.find((detail) => detail['@type'] === 'type.googleapis.com/google.rpc.ErrorInfo');
  const reason = wordOf(info?.reason);
  const grpcStatus = wordOf(error.status);

  const passing = passingKind(status);
  if (passing) return new GcpError(operation, passing, reason ?? grpcStatus ?? String(status));
  if (body === null) return new GcpError(operation, 'UNREACHABLE', String(status));
  const kind = kindOfReason[reason ?? ''] ?? kindOfStatus[grpcStatus ?? ''] ?? 'OTHER';
  const service = kind === 'API_DISABLED' ? wordOf(fieldsOf(info?.metadata).service) : null;
  return new GcpError(operation, kind, reason ?? grpcStatus ?? String(status), service);
}

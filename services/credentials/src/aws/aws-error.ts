/** What kind of answer AWS (or the network before it) gave, whatever the service's protocol calls it. */
export type AwsErrorKind =
  | 'BAD_KEY'
  | 'BAD_SIGNATURE'
  | 'EXPIRED'
  | 'DENIED'
  | 'CLOCK_SKEW'
  | 'THROTTLED'
  | 'UNREACHABLE'
  | 'REGION_OFF'
  | 'NO_CREDENTIALS'
  | 'TOKEN_REJECTED'
  | 'ISSUER_UNREADABLE'
  | 'OTHER';

/**
 * An AWS call that failed. It carries neither the SDK's error nor its message: a SignatureDoesNotMatch quotes the canonical request, session
 * token included.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly kind: AwsErrorKind;
  /** The error code as the service spells it: `NoSuchEntity`. */
  readonly code: string;
  /** True when AWS said that the caller's own policies do not allow the call: for sts:AssumeRole the fault is then ours, not the customer's. */
  readonly isDeniedByOwnPolicy: boolean;

  constructor(operation: string, kind: AwsErrorKind, code: string, isDeniedByOwnPolicy = false) {
    super(`AWS answered ${code} to ${operation}`);
    this.kind = kind;
    this.code = code;
    this.isDeniedByOwnPolicy = isDeniedByOwnPolicy;
  }
}

const kindOfCode: Readonly<Record<string, AwsErrorKind>> = {
  InvalidClientTokenId: 'BAD_KEY',
  InvalidAccessKeyId: 'BAD_KEY',
  AuthFailure: 'BAD_KEY',
  UnrecognizedClientException: 'BAD_KEY',
  InvalidToken: 'BAD_KEY',

  SignatureDoesNotMatch: 'BAD_SIGNATURE',
  InvalidSignatureException: 'BAD_SIGNATURE',
  IncompleteSignature: 'BAD_SIGNATURE',

  ExpiredToken: 'EXPIRED',
  ExpiredTokenException: 'EXPIRED',
  RequestExpired: 'EXPIRED',

  AccessDenied: 'DENIED',
  AccessDeniedException: 'DENIED',
  UnauthorizedOperation: 'DENIED',
  UnauthorizedException: 'DENIED',
  AuthorizationError: 'DENIED',
  Forbidden: 'DENIED',

  RequestTimeTooSkewed: 'CLOCK_SKEW',
  RequestInTheFuture: 'CLOCK_SKEW',

  Throttling: 'THROTTLED',
  ThrottlingException: 'THROTTLED',
  ThrottledException: 'THROTTLED',
  RequestLimitExceeded: 'THROTTLED',
  RequestThrottled: 'THROTTLED',
  RequestThrottledException: 'THROTTLED',
  TooManyRequestsException: 'THROTTLED',
  BandwidthLimitExceeded: 'THROTTLED',
  LimitExceededException: 'THROTTLED',
  SlowDown: 'THROTTLED',
  PriorRequestNotComplete: 'THROTTLED',

  InvalidIdentityToken: 'TOKEN_REJECTED',
  InvalidIdentityTokenException: 'TOKEN_REJECTED',
  IDPRejectedClaim: 'TOKEN_REJECTED',
  IDPRejectedClaimException: 'TOKEN_REJECTED',
  IDPCommunicationError: 'ISSUER_UNREADABLE',
  IDPCommunicationErrorException: 'ISSUER_UNREADABLE',

  RegionDisabledException: 'REGION_OFF',
  OptInRequired: 'REGION_OFF',

  CredentialsProviderError: 'NO_CREDENTIALS',
  TokenProviderError: 'NO_CREDENTIALS',

  TimeoutError: 'UNREACHABLE',
  NetworkingError: 'UNREACHABLE',
  AbortError: 'UNREACHABLE',
};

/** A signature may be right and yet be refused for its time: STS and the JSON services say so only in the message. */
const skewedSignature = /signature (?:expired|not yet current)|is now (?:earlier|later) than/i;

/** Keys that cannot be fetched are told as a token that is wrong. */
const unreadableIssuer = /retrieve verification key/i;

const networkCode =
  /^(?:E(?:CONNREFUSED|CONNRESET|CONNABORTED|HOSTUNREACH|NETUNREACH|NOTFOUND|TIMEDOUT|PIPE|AI_AGAIN)|(?:ERR_TLS|ERR_SSL|CERT|UNABLE_TO)_\w+|\w*SELF_SIGNED_CERT\w*)$/;

/** The SDK wraps an error of another realm, and keeps only its text. */
const wrappedNetworkError =
  /^AWS SDK error wrapper for .*(?:\b(?:ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN)\b|socket hang up)/;

interface SdkError {
  name?: unknown;
  message?: unknown;
  Code?: unknown;
  code?: unknown;
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
}

/** Tells an SDK error apart. The one place where AWS's names for failures are known. `operation` as `sts:AssumeRole`. */
export function classifyAwsError(operation: string, error: unknown): AwsError {
  const { name, message, Code, code: systemCode, $metadata, $retryable } = (error ?? {}) as SdkError;
  const text = typeof message === 'string' ? message : '';
  const code = [name, Code].find((one) => typeof one === 'string' && one !== '' && one !== 'Error') as string | undefined;

  if (typeof systemCode === 'string' && networkCode.test(systemCode)) return new AwsError(operation, 'UNREACHABLE', systemCode);
  if (wrappedNetworkError.test(text)) return new AwsError(operation, 'UNREACHABLE', 'NetworkingError');

  const known = kindOfCode[code ?? ''];
  if (known === 'BAD_SIGNATURE' && skewedSignature.test(text)) return new AwsError(operation, 'CLOCK_SKEW', code!);
  if (known === 'TOKEN_REJECTED' && unreadableIssuer.test(text)) return new AwsError(operation, 'ISSUER_UNREADABLE', code!);
  if (known === 'DENIED') return new AwsError(operation, 'DENIED', code!, /because no identity-based policy allows/i.test(text));
  if (known) return new AwsError(operation, known, code!);
  if ($retryable?.throttling || $metadata?.httpStatusCode === 429) return new AwsError(operation, 'THROTTLED', code ?? 'Throttled');
  // 501 would say the same again, however often it is asked.
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500 && status !== 501) return new AwsError(operation, 'UNREACHABLE', code ?? 'InternalFailure');
  // Error names of the services are words; anything else could be text that came from elsewhere.
  return new AwsError(operation, 'OTHER', code && /^[\w.]{1,100}$/.test(code) ? code : 'UnknownError');
}

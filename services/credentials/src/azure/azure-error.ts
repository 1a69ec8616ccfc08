/** What kind of answer Azure (or the network before it) gave. */
export type AzureErrorKind =
  | 'BAD_SECRET'
  | 'SECRET_EXPIRED'
  | 'NO_SUCH_DIRECTORY'
  | 'NO_SUCH_APPLICATION'
  | 'APPLICATION_DISABLED'
  | 'CONDITIONAL_ACCESS'
  | 'FEDERATED_SUBJECT'
  | 'FEDERATED_ISSUER'
  | 'FEDERATED_AUDIENCE'
  | 'FEDERATED_SIGNATURE'
  | 'ISSUER_UNREADABLE'
  | 'CLOCK_SKEW'
  | 'OTHER_DIRECTORY'
  | 'TOKEN_REFUSED'
  | 'NOT_FOUND'
  | 'DENIED'
  | 'THROTTLED'
  | 'UNREACHABLE'
  | 'OTHER';

/** A call to Azure that failed. It carries neither the SDK's error nor Azure's text: both may quote what was sent. */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly kind: AzureErrorKind;
  /** As Azure spells it: `AADSTS7000215`, `AuthorizationFailed`. */
  readonly code: string;

  constructor(operation: string, kind: AzureErrorKind, code: string) {
    super(`Azure answered ${code} to ${operation}`);
    this.kind = kind;
    this.code = code;
  }
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const kindOfEntraNumber: Readonly<Record<number, AzureErrorKind>> = {
  7000215: 'BAD_SECRET',
  7000222: 'SECRET_EXPIRED',
  90002: 'NO_SUCH_DIRECTORY',
  700016: 'NO_SUCH_APPLICATION',
  // The application is registered, and has no service principal in this directory.
  7000229: 'NO_SUCH_APPLICATION',
  7000112: 'APPLICATION_DISABLED',
  53003: 'CONDITIONAL_ACCESS',
  70021: 'FEDERATED_SUBJECT',
  700213: 'FEDERATED_SUBJECT',
  // No federated credential is configured at all.
  70025: 'FEDERATED_SUBJECT',
  700211: 'FEDERATED_ISSUER',
  700212: 'FEDERATED_AUDIENCE',
  700027: 'FEDERATED_SIGNATURE',
  5000811: 'FEDERATED_SIGNATURE',
  50166: 'ISSUER_UNREADABLE',
  700024: 'CLOCK_SKEW',
  50196: 'THROTTLED',
  90033: 'UNREACHABLE',
};

const kindOfArmCode: Readonly<Record<string, AzureErrorKind>> = {
  InvalidAuthenticationTokenTenant: 'OTHER_DIRECTORY',
  SubscriptionNotFound: 'NOT_FOUND',
  InvalidSubscriptionId: 'NOT_FOUND',
  AuthorizationFailed: 'DENIED',
  LinkedAuthorizationFailed: 'DENIED',
};

/** An answer of Azure as it came over the wire. */
export interface AzureAnswer {
  status: number;
  text: string;
}

/** The kinds that a status alone tells; 501 would say the same again, however often it is asked. */
function kindOfStatus(status: number): AzureErrorKind | undefined {
  if (status === 429) return 'THROTTLED';
  if (status === 408 || (status >= 500 && status !== 501)) return 'UNREACHABLE';
  return undefined;
}

/** Tells a refusal of Entra's token endpoint apart; null when no answer came at all. Its number stands in the body, structured and in the text. */
export function classifyTokenFailure(answer: AzureAnswer | null): AzureError {
  const operation = 'token request';
  if (answer === null) return new AzureError(operation, 'UNREACHABLE', 'NoAnswer');

  const number = entraNumberOf(answer.text);
  const known = number === undefined ? undefined : kindOfEntraNumber[number];
  const kind = known ?? kindOfStatus(answer.status) ?? 'OTHER';
  return new AzureError(operation, kind, number === undefined ? `HTTP${answer.status}` : `AADSTS${number}`);
}

function entraNumberOf(text: string): number | undefined {
  const found = /AADSTS(\d{4,9})\b/.exec(text) ?? /"error_codes"\s*:\s*\[\s*(\d{4,9})\b/.exec(text);
  return found ? Number(found[1]) : undefined;
}

/** Tells an error of Azure Resource Manager apart; null when no answer came at all. `operation` as `GET /subscriptions/…`. */
export function classifyArmFailure(operation: string, answer: AzureAnswer | null): AzureError {
  if (answer === null) return new AzureError(operation, 'UNREACHABLE', 'NoAnswer');
  const code = armCodeOf(answer.text) ?? `HTTP${answer.status}`;

  const kind =
    kindOfStatus(answer.status) ??
    kindOfArmCode[code] ??
    ({ 401: 'TOKEN_REFUSED', 403: 'DENIED', 404: 'NOT_FOUND' } as const)[answer.status as 401 | 403 | 404] ??
    'OTHER';
  return new AzureError(operation, kind, code);
}

function armCodeOf(text: string): string | undefined {
  try {
    const code = (JSON.parse(text) as { error?: { code?: unknown } }).error?.code;
    // ARM's codes are words; anything else could be text that came from elsewhere.
    return typeof code === 'string' && /^[\w.]{1,100}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

import { readJson } from '../http/read-json.ts';

/** Azure refused a request: what Resource Manager's error body says. */
export class AzureError extends Error {
  /** `AuthorizationFailed` */
  readonly code: string;
  readonly status: number;
  /** The action that was refused, where Azure names it: `Microsoft.Storage/storageAccounts/read`. */
  readonly action: string | undefined;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AzureError';
    this.status = status;
    this.code = code;
    // `does not have authorization to perform action …`; of a deny assignment: `has permission to perform action …; however, the access is denied`.
    this.action = / to perform action '([^']+)'/.exec(message)?.[1];
  }
}

/**
 * The read action of what was listed is not effective, whatever the listing showed: Resource Graph leaves out what may not be read, without a word.
 */
export class ActionNotEffective extends Error {
  readonly action: string;

  constructor(action: string, why: string) {
    super(why);
    this.name = 'ActionNotEffective';
    this.action = action;
  }
}

interface ErrorBody {
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: readonly { readonly message?: unknown }[] };
  readonly code?: unknown;
  readonly message?: unknown;
}

/** The error of an answer with a status of 400 or more. Most services wrap it in `error`, a few do not, and a gateway answers in HTML. */
export function azureErrorOf(status: number, body: string): AzureError {
  const parsed = readJson(body) as ErrorBody | undefined;
  const { code, message } = parsed?.error ?? parsed ?? {};
  const detail = parsed?.error?.details?.[0]?.message;
  const said = [message, detail].filter((text) => typeof text === 'string').join(' ');
  return new AzureError(status, typeof code === 'string' && code !== '' ? code : `HTTP_${status}`, said);
}

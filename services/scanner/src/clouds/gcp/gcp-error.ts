import { readJson } from '../http/read-json.ts';

/** Google refused a request: what its error model says (AIP-193). */
export class GcpError extends Error {
  readonly status: number;
  /** The reason where Google gives one, `IAM_PERMISSION_DENIED`; otherwise the status, `NOT_FOUND`. */
  readonly code: string;
  /** `cloudasset.assets.listResource`: the permission that is missing, where Google names it. */
  readonly permission: string | undefined;
  /** `cloudasset.googleapis.com`: the API that is meant. */
  readonly service: string | undefined;
  /** The pause that Google asks for in the answer's body, in ms; null when it asks for none. */
  readonly retryDelayMs: number | null;

  constructor(status: number, code: string, message: string, { permission, service, retryDelayMs }: GcpErrorFacts = {}) {
    super(message);
    this.name = 'GcpError';
    this.status = status;
    this.code = code;
    this.permission = permission;
    this.service = service;
    this.retryDelayMs = retryDelayMs ?? null;
  }
}

export interface GcpErrorFacts {
  readonly permission?: string | undefined;
  readonly service?: string | undefined;
  readonly retryDelayMs?: number | null;
}

interface ErrorDetail {
  readonly '@type'?: string;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retryDelay?: string;
}

interface ErrorBody {
  readonly error?: {
    readonly status?: unknown;
    readonly message?: unknown;
    readonly details?: readonly ErrorDetail[];
    /** How older APIs say why. */
    readonly errors?: readonly { readonly reason?: string }[];
  };
}

/** The error of an answer with a status of 400 or more. A gateway on the way may answer in HTML. */
export function gcpErrorOf(status: number, body: string): GcpError {
  const { error = {} } = (readJson(body) ?? {}) as ErrorBody;
  const details = Array.isArray(error.details) ? error.details : [];
  const info = details.find((detail) => detail['@type']?.endsWith('google.rpc.ErrorInfo'));
  const message = typeof error.message === 'string' ? error.message : '';
  const code = info?.reason ?? (typeof error.status === 'string' ? error.status : (error.errors?.[0]?.reason ?? `HTTP_${status}`));
  const retryDelay = details.find((detail) => detail['@type']?.endsWith('google.rpc.RetryInfo'))?.retryDelay;
  return new GcpError(status, code, message, {
    permission: info?.metadata?.['permission'] ?? permissionIn(message),
    service: info?.metadata?.['service'],
    retryDelayMs: msOf(retryDelay),
  });
}

/** Some APIs name the permission in the message only: `Required "container.clusters.list" permission(s) for …`, `Permission 'x.y.z' denied on …`. */
const permissionIn = (message: string): string | undefined => /(?:[Pp]ermission|[Rr]equired) ['"]([a-z]\w*(?:\.\w+){2,})['"]/.exec(message)?.[1];

/** A duration as protobuf writes it in JSON: `3.5s`. */
function msOf(duration: string | undefined): number | null {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

/** What Google's APIs refuse with: google.rpc.Status as JSON, with the structured details that clients tell causes apart by. */
import type { Answer } from '../../server/cloud.ts';

type Status =
  | 'INVALID_ARGUMENT'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'FAILED_PRECONDITION'
  | 'RESOURCE_EXHAUSTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL';

const httpStatus: Record<Status, number> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
};

export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly status: Status;
  readonly details: object[];

  constructor(status: Status, message: string, details: object[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }

  toAnswer(): Answer {
    const code = httpStatus[this.status];
    const error = { code, message: this.message, status: this.status, ...(this.details.length > 0 && { details: this.details }) };
    return {
      status: code,
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        ...(code === 401 && { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' }),
      },
      body: JSON.stringify({ error }, null, 2),
    };
  }
}

function errorInfo(reason: string, domain: string, metadata: Record<string, string> = {}): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, metadata };
}

const expected =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/** The method and its service, as ErrorInfo names them. */
export interface Called {
  service: string;
  method: string;
}

export const credentialsMissing = (called: Called) =>
  new GoogleError('UNAUTHENTICATED', `Request is missing required authentication credential. ${expected}`, [
    errorInfo('CREDENTIALS_MISSING', 'googleapis.com', { ...called }),
  ]);

/** The token is not one, is over, or its account is disabled or gone. */
export const badToken = (reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED' | 'ACCESS_TOKEN_EXPIRED' | 'ACCOUNT_STATE_INVALID', called: Called) =>
  new GoogleError('UNAUTHENTICATED', `Request had invalid authentication credentials. ${expected}`, [
    errorInfo(reason, 'googleapis.com', { ...called }),
  ]);

export const scopeInsufficient = (called: Called) =>
  new GoogleError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
    errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'googleapis.com', { ...called }),
  ]);

/** `resource` is `projects/<id>`: whether it does not exist or may not be seen is not told. */
export function permissionDenied(service: string, permission: string, resource: string): GoogleError {
  const isResourceManager = service === 'cloudresourcemanager.googleapis.com';
  const message =
    service === 'container.googleapis.com'
      ? `Required "${permission}" permission(s) for "${resource}".`
      : `Permission '${permission}' denied on resource '//${service}/${resource}' (or it may not exist).`;
  return new GoogleError('PERMISSION_DENIED', message, [
    errorInfo('IAM_PERMISSION_DENIED', isResourceManager ? service : 'iam.googleapis.com', { permission, resource }),
  ]);
}

/** What a service account does not let the caller; whether it does not exist is not told. */
export const resourceDenied = (permission: string) =>
  new GoogleError('PERMISSION_DENIED', `Permission '${permission}' denied on resource (or it may not exist).`, [
    errorInfo('IAM_PERMISSION_DENIED', 'iam.googleapis.com', { permission }),
  ]);

/** What a method that needs no permission answers for a project that does not exist. */
export const callerDenied = () => new GoogleError('PERMISSION_DENIED', 'The caller does not have permission');

export function serviceDisabled(service: string, title: string, projectNumber: string): GoogleError {
  const activationUrl = `https://console.developers.google.com/apis/api/${service}/overview?project=${projectNumber}`;
  const message =
    `${title} has not been used in project ${projectNumber} before or it is disabled. Enable it by visiting ${activationUrl} then retry. ` +
    'If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.';
  return new GoogleError('PERMISSION_DENIED', message, [
    errorInfo('SERVICE_DISABLED', 'googleapis.com', {
      service,
      serviceTitle: title,
      consumer: `projects/${projectNumber}`,
      containerInfo: projectNumber,
      activationUrl,
    }),
    { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
    {
      '@type': 'type.googleapis.com/google.rpc.Help',
      links: [{ description: 'Google developers console API activation', url: activationUrl }],
    },
  ]);
}

/** The project that x-goog-user-project names is not one that the caller may bill. */
export const userProjectDenied = (service: string, projectId: string) =>
  new GoogleError(
    'PERMISSION_DENIED',
    `Caller does not have required permission to use project ${projectId}. Grant the caller the roles/serviceusage.serviceUsageConsumer role, ` +
      'or a custom role with the serviceusage.services.use permission, and then retry. Propagation of the new permission may take a few minutes.',
    [errorInfo('USER_PROJECT_DENIED', 'googleapis.com', { service, consumer: `projects/${projectId}` })],
  );

export const rateLimited = (service: string, projectNumber: string) =>
  new GoogleError(
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service '${service}' for consumer 'project_number:${projectNumber}'.`,
    [
      errorInfo('RATE_LIMIT_EXCEEDED', 'googleapis.com', {
        service,
        consumer: `projects/${projectNumber}`,
        quota_metric: `${service}/requests`,
        quota_limit: 'RequestsPerMinutePerProject',
        quota_location: 'global',
      }),
    ],
  );

export const locationUnavailable = (location: string) =>
  new GoogleError('PERMISSION_DENIED', `Location ${location || 'global'} is not found or access is unauthorized.`, [
    errorInfo('LOCATION_POLICY_VIOLATED', 'googleapis.com', { location }),
  ]);

export const invalidArgument = (message: string) => new GoogleError('INVALID_ARGUMENT', message);
export const notFound = (message: string) => new GoogleError('NOT_FOUND', message);
export const internalError = () => new GoogleError('INTERNAL', 'Internal error encountered.');

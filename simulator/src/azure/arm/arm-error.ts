/** What Resource Manager and the providers behind it refuse with. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../server/cloud.ts';
import type { DenyAssignment } from '../rbac/decide.ts';
import type { Application } from '../world/application.ts';

interface ArmRefusal {
  status: number;
  code: string;
  message: string;
  details?: readonly { code: string; message: string }[];
  headers?: Record<string, string>;
}

/** An answer that refuses a call, in Azure's own words. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
  readonly refusal: ArmRefusal;

  constructor(refusal: ArmRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }

  toAnswer(): Answer {
    const { status, code, message, details, headers } = this.refusal;
    return armAnswer(status, { error: { code, message, ...(details && { details }) } }, headers);
  }
}

/** An answer of Resource Manager, good or bad. */
export function armAnswer(status: number, value: object, headers: Record<string, string> = {}): Answer {
  const id = randomUUID();
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': id,
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

const refuse = (status: number, code: string, message: string, headers?: Record<string, string>): ArmError =>
  new ArmError({ status, code, message, ...(headers && { headers }) });

/** Where to get a token: the directory of the subscription, where the call is about one. */
const challenge = (tenantId: string | undefined, description: string): Record<string, string> => ({
  'www-authenticate': `Bearer authorization_uri="https://login.windows.net/${tenantId ?? 'common'}", error="invalid_token", error_description="${description}"`,
});

const dateOf = (ms: number): string => new Date(ms).toLocaleString('en-US', { timeZone: 'UTC' }).replace(',', '');

export const armErrors = {
  tokenMissing: (tenantId: string | undefined) =>
    refuse(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
      challenge(tenantId, "The authentication failed because of missing 'Authorization' header."),
    ),
  tokenInvalid: (tenantId: string | undefined) =>
    refuse(401, 'InvalidAuthenticationToken', 'The access token is invalid.', challenge(tenantId, 'The access token is invalid.')),
  tokenExpired: (tenantId: string | undefined, expiredAtMs: number, nowMs: number) =>
    refuse(
      401,
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${dateOf(expiredAtMs)}' is earlier than current UTC time '${dateOf(nowMs)}'.`,
      challenge(tenantId, 'The access token has expired.'),
    ),
  tokenNotYetValid: (tenantId: string | undefined) =>
    refuse(401, 'InvalidAuthenticationToken', 'The access token is not yet valid.', challenge(tenantId, 'The access token is not yet valid.')),
  wrongAudience: (tenantId: string | undefined, audience: string) =>
    refuse(
      401,
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'.`,
      challenge(tenantId, 'The access token has been obtained for wrong audience.'),
    ),
  wrongTenant: (issuer: string, tenantId: string) =>
    refuse(
      401,
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer '${issuer}'. It must match the tenant 'https://sts.windows.net/${tenantId}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${tenantId}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
      challenge(tenantId, 'The access token is from the wrong issuer.'),
    ),
  notAuthorized: ({ clientId, objectId }: Application, action: string, scope: string) =>
    refuse(
      403,
      'AuthorizationFailed',
      `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    ),
  denied: ({ clientId, objectId }: Application, action: string, scope: string, by: DenyAssignment) =>
    refuse(
      403,
      'DenyAssignmentAuthorizationFailed',
      `The client '${clientId}' with object id '${objectId}' has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${by.name}' and Id '${by.id.replaceAll('-', '')}' at scope '${by.scope}'.`,
    ),
  subscriptionNotFound: (subscriptionId: string) => refuse(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`),
  invalidSubscriptionId: (subscriptionId: string) =>
    refuse(400, 'InvalidSubscriptionId', `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`),
  apiVersionMissing: () => refuse(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.'),
  apiVersionUnknown: (version: string, type: string, supported: readonly string[]) =>
    refuse(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location 'global' and API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`,
    ),
  typeUnknown: (path: string) =>
    refuse(404, 'InvalidResourceType', `The simulator does not serve ${path}: the resource type could not be found in the namespace.`),
  namespaceUnknown: (namespace: string) => refuse(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`),
  notRegistered: (namespace: string) =>
    namespace.toLowerCase() === 'microsoft.security'
      ? refuse(404, 'Subscription Not Registered', 'Please register to Microsoft.Security in order to view your security status')
      : refuse(
          409,
          'MissingSubscriptionRegistration',
          `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
        ),
  resourceNotFound: (type: string, name: string, group: string) =>
    refuse(
      404,
      'ResourceNotFound',
      `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ),
  parentNotFound: (parent: string) =>
    refuse(
      404,
      'ParentResourceNotFound',
      `Failed to perform 'read' on resource(s) of type 'nested', because the parent resource '${parent}' could not be found.`,
    ),
  featureNotSupported: () => refuse(400, 'FeatureNotSupportedForAccount', 'Blob is not supported for the account.'),
  throttled: () =>
    refuse(
      429,
      'TooManyRequests',
      'The request is being throttled as the limit has been reached for operation type - Read_ObservationWindow_00:01:00.',
      { 'retry-after': '0' },
    ),
  unavailable: () => refuse(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please try again later.'),
  locationUnavailable: (location: string) =>
    refuse(
      400,
      'LocationNotAvailableForResourceType',
      `The provided location '${location || 'global'}' is not available for resource type. List of available regions for the resource type is ''.`,
    ),
  badRequest: (message: string) => refuse(400, 'BadRequest', message),
  /** As Resource Graph wraps what it refuses. */
  badQuery: (code: string, message: string) =>
    new ArmError({
      status: 400,
      code: 'BadRequest',
      message: `Please provide below info when asking for support: correlationId = ${randomUUID()}.`,
      details: [{ code, message }],
    }),
  /** Resource Graph's, for whoever has no role in any of the subscriptions. */
  graphAccessDenied: () =>
    new ArmError({
      status: 403,
      code: 'AccessDenied',
      message: `Please provide below info when asking for support: correlationId = ${randomUUID()}.`,
      details: [{ code: 'AccessDenied', message: 'Access is denied to the requested resource. The user might not have enough permission.' }],
    }),
};

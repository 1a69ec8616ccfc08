import { randomUUID } from 'node:crypto';
import type { Answer } from '../../server/cloud.ts';

interface EntraRefusal {
  status: number;
  error: string;
  number: number;
  text: string;
}

/** An answer that refuses a sign-in, in Entra's own words. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly status: number;
  /** OAuth's: `invalid_client`. */
  readonly error: string;
  /** Of `AADSTS7000215`. */
  readonly number: number;

  constructor({ status, error, number, text }: EntraRefusal) {
    super(text);
    this.status = status;
    this.error = error;
    this.number = number;
  }

  toAnswer(nowMs: number): Answer {
    const [traceId, correlationId] = [randomUUID(), randomUUID()];
    const timestamp = `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
    const body = {
      error: this.error,
      error_description: `AADSTS${this.number}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
    };
    return {
      status: this.status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store, no-cache',
        'x-ms-request-id': traceId,
        ...(this.status === 429 && { 'retry-after': '0' }),
      },
      body: JSON.stringify(body),
    };
  }
}

const refuse = (status: number, error: string, number: number, text: string): EntraError => new EntraError({ status, error, number, text });

const mismatch = 'Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.';
const federationDocs = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

/** Entra's refusals: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const entraErrors = {
  noSuchTenant: (tenant: string) =>
    refuse(
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  noParameter: (name: string) => refuse(400, 'invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`),
  grantNotSupported: (grant: string) => refuse(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`),
  noCredential: () =>
    refuse(401, 'invalid_client', 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
  badScope: (scope: string) =>
    refuse(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  noSuchResource: (resource: string, tenant: string) =>
    refuse(
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  noSuchApplication: (clientId: string, tenant: string) =>
    refuse(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  applicationDisabled: (clientId: string, name: string) =>
    refuse(400, 'unauthorized_client', 7000112, `Application '${clientId}'(${name}) is disabled.`),
  badSecret: (clientId: string) =>
    refuse(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  secretExpired: (clientId: string) =>
    refuse(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    ),
  assertionMalformed: () => refuse(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.'),
  noFederation: (clientId: string, name: string) =>
    refuse(401, 'invalid_client', 70025, `The client '${clientId}'(${name}) has no configured federated identity credentials.`),
  noMatch: (issuer: string, subject: string, audience: string) =>
    refuse(
      400,
      'invalid_request',
      70021,
      `No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: '${audience}'. ${federationDocs}`,
    ),
  issuerMismatch: (issuer: string) =>
    refuse(
      401,
      'invalid_client',
      700211,
      `No matching federated identity record found for presented assertion issuer '${issuer}'. ${mismatch} ${federationDocs}`,
    ),
  audienceMismatch: (audience: string) =>
    refuse(
      401,
      'invalid_client',
      700212,
      `No matching federated identity record found for presented assertion audience '${audience}'. ${mismatch} ${federationDocs}`,
    ),
  subjectMismatch: (subject: string) =>
    refuse(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'. ${mismatch} ${federationDocs}`,
    ),
  issuerUnreadable: () => refuse(401, 'invalid_client', 50166, 'Request to External OIDC endpoint failed.'),
  badSignature: (reason: string) => refuse(401, 'invalid_client', 700027, `Client assertion failed signature validation. [Reason - ${reason}]`),
  unknownKey: () =>
    refuse(401, 'invalid_client', 5000811, 'Unable to verify token signature. The signing key identifier does not match any valid registered keys.'),
  assertionOutOfTime: (nowMs: number, fromMs: number | null, untilMs: number) =>
    refuse(
      401,
      'invalid_client',
      700024,
      `Client assertion is not within its valid time range. Current time: ${isoOf(nowMs)}, assertion valid from ${fromMs === null ? 'not given' : isoOf(fromMs)}, expiry time of assertion ${isoOf(untilMs)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials.`,
    ),
  blockedByPolicy: () =>
    refuse(400, 'invalid_grant', 53003, 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.'),
  throttled: () => refuse(429, 'temporarily_unavailable', 50196, 'The server terminated an operation because it encountered a client request loop.'),
  unavailable: () => refuse(503, 'temporarily_unavailable', 90033, 'A transient error has occurred. Please try again.'),
};

const isoOf = (ms: number): string => new Date(ms).toISOString();

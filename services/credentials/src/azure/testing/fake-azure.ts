import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { ArmPermission } from '../../verify/azure/effective-permissions.ts';

/** An application registered in a directory. Tests change it in place. */
export interface FakeApplication {
  readonly directoryId: string;
  readonly clientId: string;
  /** Of its service principal. */
  readonly objectId: string;
  secrets: { value: string; isExpired?: boolean }[];
  federatedCredentials: { issuer: string; subject: string; audience: string }[];
  isDisabled: boolean;
  isBlockedByConditionalAccess: boolean;
}

export interface FakeDenial {
  name: string;
  permission: ArmPermission;
  /** Everyone when not said. */
  principals?: { id: string; type: string }[];
  excludePrincipals?: { id: string; type: string }[];
}

/** A subscription, and what applications may do on it, by the object id of their service principal. Tests change it in place. */
export interface FakeSubscription {
  readonly subscriptionId: string;
  readonly directoryId: string;
  state: string;
  grants: Map<string, ArmPermission[]>;
  denials: FakeDenial[];
  unregistered: string[];
  /** Whether also an application without a role may see that it has no permissions. */
  showsPermissions: boolean;
}

export type FakeFault = 'throttle' | 'error' | 'drop';

/** What was asked of it: host, method and path without the query. */
export interface FakeRequest {
  host: string;
  method: string;
  path: string;
  body: string;
}

/** Entra's token endpoint and the little of Resource Manager that a connection test asks, on the loopback interface. */
export interface FakeAzure {
  readonly url: string;
  readonly requests: FakeRequest[];
  /** How far its clock is ahead, in ms. */
  clockOffsetMs: number;
  /** How long tokens last, in seconds. */
  tokenSeconds: number;
  /** Whose documents can be read, and where their keys are served. */
  readonly issuers: Map<string, string>;
  readonly directories: Set<string>;
  /** What strikes requests whose host and path match, until it is emptied. */
  faults: { match: RegExp; effect: FakeFault }[];
  addApplication(options?: Partial<FakeApplication>): FakeApplication;
  addSubscription(options?: Partial<FakeSubscription>): FakeSubscription;
  stop(): Promise<void>;
}

interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
const pageSize = 2;

export async function startFakeAzure(): Promise<FakeAzure> {
  const applications: FakeApplication[] = [];
  const subscriptions = new Map<string, FakeSubscription>();
  const tokens = new Map<string, FakeApplication>();

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fake: FakeAzure = {
    url,
    requests: [],
    clockOffsetMs: 0,
    tokenSeconds: 3599,
    issuers: new Map(),
    directories: new Set(),
    faults: [],
    addApplication(options = {}) {
      const application: FakeApplication = {
        directoryId: randomUUID(),
        clientId: randomUUID(),
        objectId: randomUUID(),
        secrets: [],
        federatedCredentials: [],
        isDisabled: false,
        isBlockedByConditionalAccess: false,
        ...options,
      };
      applications.push(application);
      fake.directories.add(application.directoryId);
      return application;
    },
    addSubscription(options = {}) {
      const subscription: FakeSubscription = {
        subscriptionId: randomUUID(),
        directoryId: randomUUID(),
        state: 'Enabled',
        grants: new Map(),
        denials: [],
        unregistered: [],
        showsPermissions: false,
        ...options,
      };
      subscriptions.set(subscription.subscriptionId, subscription);
      return subscription;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const host = String(request.headers['x-simulator-host']);
    const { pathname, searchParams } = new URL(request.url ?? '/', `https://${host}`);
    const body = Buffer.concat(chunks).toString();
    fake.requests.push({ host, method: request.method ?? '', path: pathname, body });

    const fault = fake.faults.find(({ match }) => match.test(`${host}${pathname}`))?.effect;
    if (fault === 'drop') return void request.socket.destroy();
    const reply = fault ? struck(fault) : await answer(host, pathname, searchParams, request, body);
    response.sendDate = false;
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      date: new Date(Date.now() + fake.clockOffsetMs).toUTCString(),
      ...reply.headers,
    });
    response.end(JSON.stringify(reply.body));
  }

  function answer(host: string, path: string, query: URLSearchParams, request: IncomingMessage, body: string): Reply | Promise<Reply> {
    if (host === 'login.microsoftonline.com') {
      const directoryId = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1];
      return directoryId ? token(directoryId, new URLSearchParams(body)) : { status: 404, body: {} };
    }
    return host === 'management.azure.com' ? arm(path, query, request.headers.authorization) : { status: 421, body: {} };
  }

  async function token(directoryId: string, form: URLSearchParams): Promise<Reply> {
    if (!fake.directories.has(directoryId)) return entraError(90002, `Tenant '${directoryId}' not found.`);
    const application = applications.find((one) => one.directoryId === directoryId && one.clientId === form.get('client_id'));
    if (!application) return entraError(700016, `Application with identifier '${form.get('client_id')}' was not found in the directory.`);
    if (application.isDisabled) return entraError(7000112, `Application '${application.clientId}' is disabled.`);

    const refusal = form.has('client_assertion')
      ? await refuseAssertion(application, form.get('client_assertion')!)
      : refuseSecret(application, form.get('client_secret') ?? '');
    if (refusal) return refusal;
    if (application.isBlockedByConditionalAccess) return entraError(53003, 'Access has been blocked by Conditional Access policies.');

    const claims = { oid: application.objectId, tid: directoryId, appid: application.clientId, jti: randomUUID() };
    const accessToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    tokens.set(accessToken, application);
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: fake.tokenSeconds, ext_expires_in: fake.tokenSeconds, access_token: accessToken },
    };
  }

  async function refuseAssertion(application: FakeApplication, assertion: string): Promise<Reply | null> {
    const { iss, sub, aud } = decodeJwt(assertion);
    const ofIssuer = application.federatedCredentials.filter(({ issuer }) => issuer === iss);
    if (ofIssuer.length === 0)
      return entraError(700211, `No matching federated identity record found for presented assertion issuer '${iss}'.`);
    const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
    if (ofSubject.length === 0)
      return entraError(700213, `No matching federated identity record found for presented assertion subject '${sub}'.`);
    if (!ofSubject.some(({ audience }) => audience === aud)) return entraError(700212, `No matching record for audience '${String(aud)}'.`);

    const jwksUrl = fake.issuers.get(iss!);
    if (!jwksUrl) return entraError(50166, 'Request to External OIDC endpoint failed.');
    try {
      const currentDate = new Date(Date.now() + fake.clockOffsetMs);
      await jwtVerify(assertion, createRemoteJWKSet(new URL(jwksUrl)), { algorithms: ['RS256'], clockTolerance: 300, currentDate });
      return null;
    } catch (error) {
      const isTime = error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
      if (isTime) return entraError(700024, 'Client assertion is not within its valid time range.');
      if (error instanceof errors.JOSEError) return entraError(700027, 'Client assertion failed signature validation.');
      return entraError(50166, 'Request to External OIDC endpoint failed.');
    }
  }

  function arm(path: string, query: URLSearchParams, authorization: string | undefined): Reply {
    const [, subscriptionId = '', rest = ''] = /^\/subscriptions\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const subscription = subscriptions.get(subscriptionId);
    if (!subscription) return armError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);

    const application = tokens.get(authorization?.slice('Bearer '.length) ?? '');
    if (!application) {
      const challenge = `Bearer authorization_uri="https://login.windows.net/${subscription.directoryId}", error="invalid_token"`;
      return { ...armError(401, 'AuthenticationFailed', 'Authentication failed.'), headers: { 'www-authenticate': challenge } };
    }
    if (application.directoryId !== subscription.directoryId)
      return armError(401, 'InvalidAuthenticationTokenTenant', `The access token is from the wrong issuer '${application.directoryId}'.`);

    const grants = subscription.grants.get(application.objectId) ?? [];
    const may = (action: string): boolean =>
      grants.some(({ actions = [] }) =>
        actions.some((one) => one === '*' || one === '*/read' || one.toLowerCase() === action.toLowerCase()),
      );
    const denied = (action: string): Reply =>
      armError(
        403,
        'AuthorizationFailed',
        `The client '${application.clientId}' does not have authorization to perform action '${action}'.`,
      );
    const guarded = (action: string, reply: () => Reply): Reply => (may(action) ? reply() : denied(action));

    const namespace = /^\/providers\/(Microsoft\.\w+)$/.exec(rest)?.[1];
    if (rest === '') {
      const { directoryId: tenantId, state } = subscription;
      return guarded('Microsoft.Resources/subscriptions/read', () => ({ status: 200, body: { subscriptionId, tenantId, state } }));
    }
    if (rest === '/providers/Microsoft.Authorization/permissions')
      return subscription.showsPermissions
        ? page(grants, path, query)
        : guarded('Microsoft.Authorization/permissions/read', () => page(grants, path, query));
    if (rest === '/providers/Microsoft.Authorization/denyAssignments') {
      const value = subscription.denials.map(({ name, permission, principals = [everyone], excludePrincipals = [] }) => ({
        properties: { denyAssignmentName: name, permissions: [permission], principals, excludePrincipals },
      }));
      return guarded('Microsoft.Authorization/denyAssignments/read', () => page(value, path, query));
    }
    if (namespace) {
      const registrationState = subscription.unregistered.includes(namespace) ? 'NotRegistered' : 'Registered';
      return guarded('Microsoft.Resources/subscriptions/providers/read', () => ({ status: 200, body: { namespace, registrationState } }));
    }
    return armError(404, 'InvalidResourceType', 'The resource type could not be found.');
  }

  return fake;
}

function refuseSecret({ secrets, clientId }: FakeApplication, sent: string): Reply | null {
  const secret = secrets.find(({ value }) => value === sent);
  if (!secret) return entraError(7000215, `Invalid client secret provided for app '${clientId}'.`);
  return secret.isExpired ? entraError(7000222, `The provided client secret keys for app '${clientId}' are expired.`) : null;
}

const entraError = (number: number, text: string): Reply => ({
  status: number === 7000215 || number === 7000222 ? 401 : 400,
  body: { error: 'invalid_client', error_description: `AADSTS${number}: ${text} Trace ID: ${randomUUID()}`, error_codes: [number] },
});

const armError = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } });

const struck = (effect: FakeFault): Reply =>
  effect === 'throttle'
    ? { ...armError(429, 'TooManyRequests', 'Slow down.'), headers: { 'retry-after': '0' } }
    : armError(503, 'ServiceUnavailable', 'Not now.');

/** Two items a page, so that whoever reads only the first is found out. */
function page(items: readonly unknown[], path: string, query: URLSearchParams): Reply {
  const from = Number(query.get('$skiptoken') ?? 0);
  const until = from + pageSize;
  const nextLink = `https://management.azure.com${path}?api-version=${query.get('api-version')}&$skiptoken=${until}`;
  return { status: 200, body: { value: items.slice(from, until), ...(until < items.length && { nextLink }) } };
}

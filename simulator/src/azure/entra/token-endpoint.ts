/** login.microsoftonline.com: the token endpoint of the client-credentials flow, and the documents that clients read before they use it. */
import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Answer, CloudRequest } from '../../server/cloud.ts';
import type { Application } from '../world/application.ts';
import type { AzureWorld } from '../world/world.ts';
import { LIFETIME_S } from './access-token.ts';
import { entraErrors, EntraError } from './entra-error.ts';
import { verifyAssertion } from './verify-assertion.ts';

export const entraHost = 'login.microsoftonline.com';

const bearerAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Resources that every directory knows; the first two are Resource Manager. */
const resources = [
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://graph.microsoft.com',
  'https://vault.azure.net',
  'https://storage.azure.com',
  'https://containerregistry.azure.net',
  // Azure Kubernetes Service
  '6dae42f8-4368-4678-94ff-3960e28e3630',
];

/** A token request that has been read: who asks, in which directory, as far as both exist. */
export interface TokenRequest {
  tenantName: string;
  form: URLSearchParams;
  application: Application | undefined;
}

export type EntraRoute = { kind: 'token'; request: TokenRequest } | { kind: 'document'; answer: Answer };

/** What a request to Entra is for; throws EntraError for an unknown directory, undefined for a path that is not served. */
export function routeEntra(world: AzureWorld, request: CloudRequest): EntraRoute | undefined {
  const [path = '/', search = ''] = request.url.split(/\?(.*)/s);
  const [first = '', ...rest] = path.split('/').slice(1);
  const what = rest.join('/').toLowerCase();
  if (request.method === 'POST' && what === 'oauth2/v2.0/token') {
    const form = new URLSearchParams(request.body.toString('utf8'));
    return { kind: 'token', request: { tenantName: first, form, application: world.application(form.get('client_id') ?? '') } };
  }
  if (request.method !== 'GET') return undefined;
  if (first.toLowerCase() === 'common' && what === 'discovery/instance') return document(instanceDiscovery(new URLSearchParams(search)));
  if (what === 'v2.0/.well-known/openid-configuration') {
    const tenantId = world.tenantNamed(first);
    if (tenantId === undefined) throw entraErrors.noSuchTenant(first);
    return document(openIdConfiguration(tenantId));
  }
  return undefined;
}

/** Gives out an access token. Rejects with EntraError as Entra refuses. */
export async function issueToken(world: AzureWorld, { tenantName, form, application }: TokenRequest, nowMs: number): Promise<Answer> {
  const tenantId = world.tenantNamed(tenantName);
  if (tenantId === undefined) throw entraErrors.noSuchTenant(tenantName);
  for (const name of ['grant_type', 'client_id']) if (!form.get(name)) throw entraErrors.noParameter(name);
  if (form.get('grant_type') !== 'client_credentials') throw entraErrors.grantNotSupported(form.get('grant_type')!);
  if (application?.tenantId !== tenantId) throw entraErrors.noSuchApplication(form.get('client_id')!, tenantName);
  if (application.isDisabled) throw entraErrors.applicationDisabled(application.clientId, application.displayName);

  const proof = await prove(world, application, form, nowMs);
  const audience = audienceOf(form.get('scope') ?? '', tenantName);
  if (application.isBlockedByPolicy) throw entraErrors.blockedByPolicy();

  const issuedAt = Math.floor(nowMs / 1000);
  const token = world.tokens.issue({
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFETIME_S,
    appid: application.clientId,
    appidacr: proof,
    idtyp: 'app',
    oid: application.objectId,
    sub: application.objectId,
    tid: tenantId,
    uti: randomUUID(),
    ver: '1.0',
  });
  return json(200, { token_type: 'Bearer', expires_in: LIFETIME_S - 1, ext_expires_in: LIFETIME_S - 1, access_token: token });
}

/** How the application proved itself, as the claim `appidacr` says it. */
async function prove(world: AzureWorld, application: Application, form: URLSearchParams, nowMs: number): Promise<'1' | '2'> {
  const secret = form.get('client_secret');
  if (secret !== null) {
    const known = application.secrets.find(({ value }) => isSame(value, secret));
    if (!known) throw entraErrors.badSecret(application.clientId);
    if (known.expiresAtMs <= nowMs) throw entraErrors.secretExpired(application.clientId);
    return '1';
  }
  const assertion = form.get('client_assertion');
  if (assertion === null || form.get('client_assertion_type') !== bearerAssertion) throw entraErrors.noCredential();
  await verifyAssertion(application, assertion, { issuers: world.options.issuers, nowMs });
  return '2';
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The resource that a scope names. A slash before `/.default` belongs to the resource. */
function audienceOf(scope: string, tenantName: string): string {
  const wanted = scope.split(' ').find((one) => one.endsWith('/.default'));
  if (wanted === undefined) throw entraErrors.badScope(scope);
  const resource = wanted.slice(0, -'/.default'.length);
  if (!resources.includes(resource.replace(/\/$/, ''))) throw entraErrors.noSuchResource(resource, tenantName);
  return resource;
}

function instanceDiscovery(query: URLSearchParams): object {
  const authorize = query.get('authorization_endpoint') ?? '';
  if (!URL.canParse(authorize) || new URL(authorize).host !== entraHost)
    throw new EntraError({
      status: 400,
      error: 'invalid_instance',
      number: 50049,
      text: `Unknown or invalid instance ${authorize}.`,
    });
  return {
    tenant_discovery_endpoint: `https://${entraHost}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: entraHost,
        preferred_cache: 'login.windows.net',
        aliases: [entraHost, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
      },
    ],
  };
}

function openIdConfiguration(tenantId: string): object {
  const base = `https://${entraHost}/${tenantId}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
  };
}

const document = (value: object): EntraRoute => ({ kind: 'document', answer: json(200, value) });

function json(status: number, value: object): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      'x-ms-request-id': randomUUID(),
    },
    body: JSON.stringify(value),
  };
}

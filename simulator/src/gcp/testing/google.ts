/** Google's own clients, aimed at a simulator as the platform aims them: same path, the host in a header. */
import { v2 } from '@google-cloud/security-center';
import { IdentityPoolClient, JWT, OAuth2Client, type AuthClient } from 'google-auth-library';
import type { SimulatorControl } from '../../control.ts';
import type { ServiceAccountKeyDocument } from '../gcp-control.ts';
import { hostHeader } from '../../server/cloud.ts';

export const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform';

/** A client of a service account's key. */
export function jwtOf(endpoint: string, key: ServiceAccountKeyDocument, scopes: string[] = [cloudPlatform]): JWT {
  const client = new JWT({ email: key.client_email, key: key.private_key, keyId: key.private_key_id, scopes });
  sendTo(endpoint, client);
  return client;
}

export interface Federated {
  /** The provider's full resource name. */
  audience: string;
  /** The service account to act as; nobody: the federated identity calls itself. */
  email?: string;
  scopes?: string[];
  lifetimeSeconds?: number;
}

/** A client without a key: it shows the assertion of another issuer to a provider, and acts as a service account that lets it. */
export function identityPoolOf(endpoint: string, assertion: () => string, federated: Federated): IdentityPoolClient {
  const { audience, email, scopes = [cloudPlatform], lifetimeSeconds } = federated;
  const client = new IdentityPoolClient({
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token_supplier: { getSubjectToken: async () => assertion() },
    ...(email !== undefined && {
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    }),
    ...(lifetimeSeconds !== undefined && { service_account_impersonation: { token_lifetime_seconds: lifetimeSeconds } }),
    scopes,
  });
  // The library asks the token service by a client of its own.
  const { stsCredential } = client as unknown as { stsCredential: AuthClient };
  for (const one of [client, stsCredential]) sendTo(endpoint, one);
  return client;
}

export interface WireAnswer {
  status: number;
  /** Of many shapes: the tests look into it by paths. */
  body: any;
  /** The body as it came. */
  text: string;
  headers: Headers;
}

/** One request over the wire. `url` is the real one. */
export async function send(endpoint: string, url: string, init: RequestInit = {}): Promise<WireAnswer> {
  const real = new URL(url);
  const headers = new Headers(init.headers);
  headers.set(hostHeader, real.host);
  const response = await fetch(new URL(real.pathname + real.search, endpoint), { ...init, headers });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text), text, headers: response.headers };
}

export type Ask = (url: string, body?: object, headers?: Record<string, string>) => Promise<WireAnswer>;

/** Asks Google as the account of a key: GET, or POST with a body. */
export async function askAs(simulator: SimulatorControl, key: ServiceAccountKeyDocument, scopes?: string[]): Promise<Ask> {
  const { access_token: token } = await jwtOf(simulator.endpoint, key, scopes).authorize();
  return askWith(simulator, token!);
}

export function askWith(simulator: SimulatorControl, token: string): Ask {
  return (url, body, headers = {}) =>
    send(simulator.endpoint, url, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    });
}

/** All pages of a list. */
export async function allPages<T>(ask: Ask, url: string, field: string): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let pages = 0;
  let token: string | undefined;
  do {
    const { status, body } = await ask(token === undefined ? url : `${url}&pageToken=${encodeURIComponent(token)}`);
    if (status !== 200) throw new Error(`page ${pages} was refused: ${JSON.stringify(body)}`);
    items.push(...((body[field] as T[] | undefined) ?? []));
    token = body.nextPageToken as string | undefined;
    pages++;
  } while (token !== undefined);
  return { items, pages };
}

/** The ErrorInfo of a refusal. */
export function reasonOf({ body }: WireAnswer): { reason: string; domain: string; metadata: Record<string, string> } | undefined {
  const details = (body.error?.details ?? []) as { '@type': string; reason: string; domain: string; metadata: Record<string, string> }[];
  return details.find((detail) => detail['@type'] === 'type.googleapis.com/google.rpc.ErrorInfo');
}

/** Security Command Center's client over REST, holding an access token alone. */
export function securityCenterOf(endpoint: string, token: string): v2.SecurityCenterClient {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token, expiry_date: Number.MAX_SAFE_INTEGER });
  sendTo(endpoint, authClient);
  const fetch = authClient.fetch.bind(authClient);
  // Without this the library neither retries nor decorates errors.
  authClient.fetch = ((url: string, options: object) => fetch(url, { ...options, validateStatus: () => true } as object)) as typeof authClient.fetch;
  return new v2.SecurityCenterClient({ fallback: true, authClient: authClient as never });
}

/** Every request of the client, also that for a token, goes to the simulator. */
function sendTo(endpoint: string, client: AuthClient): void {
  client.transporter.interceptors.request.add({
    resolved: async (config) => {
      const url = new URL(config.url);
      config.headers.set(hostHeader, url.host);
      config.url = new URL(url.pathname + url.search, endpoint);
      return config;
    },
  });
}

/** Azure's own clients, aimed at a simulator as the platform aims them: same path, the host in a header. */
import { MonitorClient } from '@azure/arm-monitor';
import { createDefaultHttpClient, createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { ClientAssertionCredential, ClientSecretCredential, type TokenCredential } from '@azure/identity';
import type { SimulatorControl } from '../../control.ts';
import { hostHeader } from '../../server/cloud.ts';
import type { AzureOnboardingView } from '../azure-control.ts';

const arm = 'https://management.azure.com';
export const armScope = `${arm}/.default`;

/** Sends what is meant for Azure to the simulator. */
export function transportTo(endpoint: string): HttpClient {
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      const url = new URL(request.url);
      const headers = createHttpHeaders(request.headers.toJSON({ preserveCase: true }));
      headers.set(hostHeader, url.host);
      // A copy: whoever tries again sends the request that it was given.
      const sent = { ...request, headers, url: new URL(url.pathname + url.search, endpoint).href, allowInsecureConnection: true };
      return client.sendRequest(sent as typeof request);
    },
  };
}

type Application = Pick<AzureOnboardingView, 'directoryId' | 'clientId'>;

const optionsFor = (endpoint: string) => ({
  httpClient: transportTo(endpoint),
  authorityHost: 'https://login.microsoftonline.com',
  retryOptions: { maxRetries: 0 },
});

/** The credential of an application's secret, with the discovery of the instance that the SDK makes when nobody stops it. */
export const secretCredential = (endpoint: string, { directoryId, clientId }: Application, clientSecret: string): TokenCredential =>
  new ClientSecretCredential(directoryId, clientId, clientSecret, optionsFor(endpoint));

export const assertionCredential = (endpoint: string, { directoryId, clientId }: Application, assertion: string): TokenCredential =>
  new ClientAssertionCredential(directoryId, clientId, async () => assertion, optionsFor(endpoint));

/** The number in what a sign-in is refused with: 7000215 of `AADSTS7000215`. */
export async function refusalOf(credential: TokenCredential): Promise<number> {
  try {
    await credential.getToken(armScope);
  } catch (error) {
    return Number(/AADSTS(\d+)/.exec((error as Error).message)?.[1]);
  }
  throw new Error('the sign-in was not refused');
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

export interface Asked {
  /** POST when there is a body, GET otherwise. */
  method?: string;
  body?: object;
}
/** Asks Resource Manager for a path, or a whole address. */
export type Ask = (path: string, asked?: Asked) => Promise<WireAnswer>;

export const askWith =
  ({ endpoint }: SimulatorControl, token: string): Ask =>
  (path, { body, method = body ? 'POST' : 'GET' } = {}) =>
    send(endpoint, path.startsWith(arm) ? path : arm + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });

/** Asks as the application that an onboarding made. */
export async function askAs(simulator: SimulatorControl, onboarded: AzureOnboardingView): Promise<Ask> {
  const { token } = (await secretCredential(simulator.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope))!;
  return askWith(simulator, token);
}

/** All pages of a list. */
export async function allPages<T>(ask: Ask, path: string): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next !== undefined; pages++) {
    const { status, body }: WireAnswer = await ask(next);
    if (status !== 200) throw new Error(`page ${pages} was refused: ${JSON.stringify(body)}`);
    items.push(...(body.value as T[]));
    next = body.nextLink as string | undefined;
  }
  return { items, pages };
}

/** What the scanner asks Resource Graph. */
export const graphQuery = (table: string, type: string, conditions: readonly string[] = [], columns = 'id, name, location, properties'): string =>
  [table, ...[`type == '${type.toLowerCase()}'`, ...conditions].map((one) => `where ${one}`), `project ${columns}`, 'order by id asc'].join(' | ');

/** One page of a query. */
export const askGraph = (ask: Ask, subscriptionId: string, query: string, options: object = {}): Promise<WireAnswer> =>
  ask('/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', {
    body: { subscriptions: [subscriptionId], query, options: { resultFormat: 'objectArray', ...options } },
  });

/** All rows of a query, by the page. */
export async function allRows<T>(ask: Ask, subscriptionId: string, query: string, $top = 1000): Promise<{ rows: T[]; pages: number; total: number }> {
  const rows: T[] = [];
  let [pages, total] = [0, 0];
  let token: string | undefined;
  do {
    const { status, body } = await askGraph(ask, subscriptionId, query, { $top, ...(token && { $skipToken: token }) });
    if (status !== 200) throw new Error(`page ${pages} was refused: ${JSON.stringify(body)}`);
    rows.push(...(body.data as T[]));
    token = body.$skipToken as string | undefined;
    total = body.totalRecords as number;
    pages++;
  } while (token !== undefined);
  return { rows, pages, total };
}

/** Azure Monitor's own client, holding an access token alone. */
export function monitorOf(endpoint: string, subscriptionId: string, token: string): MonitorClient {
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return new MonitorClient(credential, subscriptionId, { httpClient: transportTo(endpoint), retryOptions: { maxRetries: 0 } });
}

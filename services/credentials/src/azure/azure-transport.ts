import {
  createDefaultHttpClient,
  createHttpHeaders,
  retryPolicy,
  RestError,
  type HttpClient,
  type PipelineResponse,
  type RetryStrategy,
} from '@azure/core-rest-pipeline';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clouds } from '../clouds.ts';

export const entraHost = 'login.microsoftonline.com';
export const armHost = 'management.azure.com';
const hosts: readonly string[] = [entraHost, armHost];

/** Names the real host to the simulator. */
const simulatorHostHeader = 'x-simulator-host';

const requestTimeoutMs = 20_000;
const mostRetries = 2;
/** A person waits for a connection test: what Azure wants to be waited for longer is told as throttling. */
const longestWaitMs = 4_000;

/** The one way to Azure: for the SDK's credentials and for Resource Manager alike. */
export interface AzureTransport extends HttpClient {
  close(): void;
}

const isPassing = (status: number): boolean => status === 429 || status === 408 || (status >= 500 && status !== 501);

function waitWantedMs(response: PipelineResponse | undefined): number | undefined {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

const patience: RetryStrategy = {
  name: 'patience',
  retry({ retryCount, response, responseError }) {
    const isWorthIt = response ? isPassing(response.status) : responseError instanceof RestError;
    const waitMs = waitWantedMs(response) ?? 200 * 2 ** retryCount;
    return isWorthIt && waitMs <= longestWaitMs ? { retryAfterInMs: waitMs } : { skipStrategy: true };
  },
};

/**
 * Sends requests to Entra and Resource Manager, and to nobody else; follows no redirect, and takes no proxy or endpoint from the process's
 * environment, whatever the SDK found there. With the simulator, the same request goes there over plain HTTP, with the real host in a header.
 */
export function createAzureTransport(clouds: Clouds): AzureTransport {
  const client = createDefaultHttpClient();
  const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 64 });
  const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 64 });
  const retries = retryPolicy([patience], { maxRetries: mostRetries });

  const once: HttpClient = {
    async sendRequest(request) {
      const url = new URL(request.url);
      if (url.protocol !== 'https:' || !hosts.includes(url.host)) throw new Error('only Entra and Azure Resource Manager are called');
      const headers = createHttpHeaders(request.headers.toJSON({ preserveCase: true }));
      if (clouds.mode === 'simulator') headers.set(simulatorHostHeader, url.host);

      // A copy: the retries send the request that they were given again.
      const sent = {
        ...request,
        headers,
        timeout: requestTimeoutMs,
        proxySettings: undefined,
        ...(clouds.mode === 'simulator'
          ? { url: new URL(url.pathname + url.search, clouds.url).href, allowInsecureConnection: true, agent: httpAgent }
          : { agent: httpsAgent }),
      };
      return { ...(await client.sendRequest(sent as typeof request)), request };
    },
  };

  return {
    sendRequest: (request) => retries.sendRequest(request, (again) => once.sendRequest(again)),
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

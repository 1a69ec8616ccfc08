import type { HttpClient, Pipeline } from '@azure/core-rest-pipeline';
import type { RetryOptions } from '../http/send-again.ts';
import { azureErrorOf } from './azure-error.ts';
import { azureHttpClient, type AzureHttpClientOptions } from './azure-http-client.ts';
import { retryPolicy } from './retry-policy.ts';

export interface AzureTransportOptions extends AzureHttpClientOptions, RetryOptions {
  readonly accessToken: string;
}

/** How every client of a session sends: through the same policies, by the same HTTP client. */
export interface AzureTransport {
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
}

/**
 * What requests of a session go through: the token, retries, and answers of 400 or more as `AzureError`. Made of single policies: the default
 * pipeline of Azure's SDK follows redirects and reads proxies from the environment.
 */
export async function azureTransport({ accessToken, ...options }: AzureTransportOptions): Promise<AzureTransport> {
  const { createEmptyPipeline } = await import('@azure/core-rest-pipeline');
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy({
    name: 'offload-headers',
    sendRequest(request, next) {
      request.headers.set('authorization', `Bearer ${accessToken}`);
      request.headers.set('user-agent', 'offload-security');
      return next(request);
    },
  });
  pipeline.addPolicy({
    name: 'offload-errors',
    async sendRequest(request, next) {
      const response = await next(request);
      if (response.status >= 400) throw azureErrorOf(response.status, response.bodyAsText ?? '');
      return response;
    },
  });
  pipeline.addPolicy(retryPolicy(options), { phase: 'Retry' });
  return { pipeline, httpClient: azureHttpClient(options) };
}

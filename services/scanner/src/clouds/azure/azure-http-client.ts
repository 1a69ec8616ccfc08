import type { HttpClient } from '@azure/core-rest-pipeline';
import { sendOnce, type SendOptions } from '../http/send-once.ts';

/** The host of Resource Manager: the only one that a session's token is for. */
export const armHost = 'management.azure.com';

export type AzureHttpClientOptions = Omit<SendOptions, 'isOwnHost'>;

/** Sends the requests of Azure's clients as every request of the platform is sent: see `sendOnce`, by which it also rejects. */
export function azureHttpClient(options: AzureHttpClientOptions): HttpClient {
  return {
    async sendRequest(request) {
      const { createHttpHeaders } = await import('@azure/core-rest-pipeline');
      const { url, method, headers, body } = request;
      if (method !== 'GET' && method !== 'POST') throw new Error(`${method} is no way to read`);
      const answer = await sendOnce(
        { method, url, headers: headers.toJSON({ preserveCase: false }), body: typeof body === 'string' ? body : undefined },
        { ...options, isOwnHost: (host) => host === armHost },
      );
      return { request, status: answer.status, headers: createHttpHeaders(answer.headers), bodyAsText: answer.body };
    },
  };
}

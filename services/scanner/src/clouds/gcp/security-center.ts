import type { v2 } from '@google-cloud/security-center';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import type { SendGcp } from './gcp-transport.ts';
import { readJson } from '../http/read-json.ts';

export type SecurityCenterClient = InstanceType<typeof v2.SecurityCenterClient>;

/** As much of an auth client as the SDK's REST mode calls. */
interface Fetching {
  getRequestHeaders(): Promise<Headers>;
  fetch(
    url: string | URL,
    init: { readonly method?: string; readonly headers?: ConstructorParameters<typeof Headers>[0]; readonly body?: unknown },
  ): Promise<Response>;
}

/**
 * The SDK's client of Security Command Center. It is loaded when a job first needs it: most of a second and seventy megabytes. It sends as every other request
 * of the session is sent, so that refusals, retries and time limits are the same: its own would never retry over REST, and leave errors undecorated.
 */
export async function securityCenterClient(send: SendGcp): Promise<SecurityCenterClient> {
  const { v2: securityCenter } = await import('@google-cloud/security-center');
  const authClient: Fetching = {
    getRequestHeaders: async () => new Headers(),
    async fetch(url, { method, headers, body }) {
      const answer = await send({
        method: method === 'POST' ? 'POST' : 'GET',
        url: String(url),
        headers: Object.fromEntries(new Headers(headers)),
        body: body === undefined ? undefined : String(body),
      });
      if (readJson(answer.body) === undefined) throw new UnexpectedAnswer(new URL(url).pathname);
      return new Response(answer.body, { status: answer.status });
    },
  };
  type Options = NonNullable<ConstructorParameters<typeof securityCenter.SecurityCenterClient>[0]>;
  return new securityCenter.SecurityCenterClient({
    fallback: true,
    // A variable of the environment would change it otherwise.
    universeDomain: 'googleapis.com',
    authClient: authClient as unknown as NonNullable<Options['authClient']>,
  });
}

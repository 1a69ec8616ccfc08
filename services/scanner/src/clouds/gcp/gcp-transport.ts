import { msOfRetryAfter, sendAgain, type RetryOptions } from '../http/send-again.ts';
import { sendOnce, type HttpAnswer, type HttpRequest, type SendOptions } from '../http/send-once.ts';
import { gcpErrorOf } from './gcp-error.ts';

/** The hosts that a session's token is for. */
const googleHost = /^[a-z][a-z0-9-]*\.googleapis\.com$/;

export interface GcpTransportOptions extends Omit<SendOptions, 'isOwnHost'>, RetryOptions {
  readonly accessToken: string;
}

export type GcpRequest = Omit<HttpRequest, 'headers'> & Partial<Pick<HttpRequest, 'headers'>>;

/**
 * How every client of a session sends: with the token, as often as it takes, and to Google alone. Rejects with `GcpError` when Google refuses in the end, and
 * otherwise as `sendOnce` does.
 */
export type SendGcp = (request: GcpRequest) => Promise<HttpAnswer>;

/** How a session on that token sends. */
export function gcpTransport({ accessToken, ...options }: GcpTransportOptions): SendGcp {
  const sending = { ...options, isOwnHost: (host: string) => googleHost.test(host) };
  return async ({ headers, ...request }) => {
    const whole: HttpRequest = {
      ...request,
      headers: {
        ...headers,
        accept: 'application/json',
        authorization: `Bearer ${accessToken}`,
        // Google compresses only for agents that say that they understand it.
        'user-agent': 'offload-security (gzip)',
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
    };
    const answer = await sendAgain(() => sendOnce(whole, sending), pauseAskedFor, options);
    if (answer.status >= 400) throw gcpErrorOf(answer.status, answer.body);
    return answer;
  };
}

const pauseAskedFor = ({ status, headers, body }: HttpAnswer): number | null =>
  msOfRetryAfter(headers['retry-after']) ?? gcpErrorOf(status, body).retryDelayMs;

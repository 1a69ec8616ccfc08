import { EgressError, InternalCallError, type EgressCode } from '@offload/service-kit';
import type { Context } from '../../context.ts';
import type { AttemptOutcome, Webhook } from '../webhook.ts';

/** How long a receiver may take for its whole answer. */
const timeoutMs = 10_000;
/** The most that is read of it; nothing of it is kept. */
const mostAnswerBytes = 65_536;

/**
 * Makes one attempt: has the message signed for this moment, posts it through the egress guard, and tells what came of it. A redirect is not
 * followed, and nothing of the answer but its status is kept. NOT_SENT says nothing about the receiver: the message could not be signed, or `signal`
 * ended the attempt.
 */
export async function sendMessage(
  ctx: Context,
  { id: webhookId, url }: Pick<Webhook, 'id' | 'url'>,
  { id, body }: { id: string; body: string },
  signal?: AbortSignal,
): Promise<AttemptOutcome | 'NOT_SENT'> {
  const timestamp = Math.floor(ctx.now().getTime() / 1000);
  const signatures = await sign(ctx, { webhookId, id, timestamp, body });
  if (signatures === null) return 'NOT_SENT';
  if (signatures.length === 0) return failed('NO_SECRET', 'There is no secret to sign with: rotate it');

  try {
    const { status } = await ctx.egress.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Offload-Security-Webhooks/1.0',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures.join(' '),
      },
      body,
      timeoutMs,
      maxBytes: mostAnswerBytes,
      ...(signal && { signal }),
    });
    return judge(status);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return signal?.aborted ? 'NOT_SENT' : failed(error.code, failureTexts[error.code]);
  }
}

/** Null when credentials cannot do it now. */
async function sign(ctx: Context, message: { webhookId: string; id: string; timestamp: number; body: string }): Promise<string[] | null> {
  try {
    return (await ctx.credentials.signWebhook(message, { tenantId: ctx.tenantId })).signatures;
  } catch (error) {
    if (!(error instanceof InternalCallError)) throw error;
    return null;
  }
}

function judge(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return { delivered: true, responseStatus: status };
  if (status === 410) return failed('GONE', 'The receiver says that it is gone for good (410)', status);
  if (status >= 300 && status < 400)
    return failed('REDIRECT', `The receiver redirects (${status}), which is never followed: enter the address it leads to`, status);
  return failed('HTTP_STATUS', `The receiver answered with ${status}`, status);
}

const failed = (code: (AttemptOutcome & { delivered: false })['code'], failure: string, responseStatus: number | null = null): AttemptOutcome => ({
  delivered: false,
  code,
  failure,
  responseStatus,
});

/** Ours, so that no name or text of elsewhere gets in. */
const failureTexts: Readonly<Record<EgressCode, string>> = {
  FORBIDDEN_URL: 'The URL may not be called: only https is, without a user or a password',
  FORBIDDEN_ADDRESS: 'The name leads to an address that may not be called: loopback, private, link-local and reserved ones are refused',
  UNRESOLVABLE: 'The name has no address',
  UNREACHABLE: 'The receiver cannot be reached',
  TLS: 'The receiver could not prove who it is: its certificate is not valid for this name',
  TIMEOUT: `The receiver did not answer within ${timeoutMs / 1000} seconds`,
  TOO_LARGE: `The receiver answered with more than ${mostAnswerBytes} bytes`,
};

import type { WebhookFailureCode } from '../webhook.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * How long to wait after the first, second … failed attempt: eight attempts over about a day, close together at first and then ever further apart,
 * with jitter, as Standard Webhooks advises (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export const retryDelaysMs: readonly number[] = [5 * second, 30 * second, 3 * minute, 20 * minute, 2 * hour, 7 * hour, 14 * hour];

/** Each delay is up to a tenth longer or shorter, so that what failed together does not come again together. */
const jitter = 0.1;

/** Trying again would not help until a person changes something. */
const final: ReadonlySet<WebhookFailureCode> = new Set<WebhookFailureCode>(['GONE', 'FORBIDDEN_URL', 'FORBIDDEN_ADDRESS', 'NO_SECRET']);

/** How many milliseconds to wait after the attempt of this number (1 for the first) failed; null when there is no other. `random` gives 0 to 1. */
export function retryDelay(attempt: number, code: WebhookFailureCode, random: () => number = Math.random): number | null {
  const delay = retryDelaysMs[attempt - 1];
  return delay === undefined || final.has(code) ? null : Math.round(delay * (1 - jitter + 2 * jitter * random()));
}

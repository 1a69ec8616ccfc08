import type { WebhookEvent } from './webhook-event.ts';

/** Why nothing is delivered: a person switched it off, the receiver said that it is gone (410), or it failed for too long. */
export type WebhookDisabledReason = 'REQUESTED' | 'GONE' | 'FAILING' | 'DEAD_LETTERS';

/** An address of a partner that is told what happens. Its secret lies in credentials. */
export interface Webhook {
  id: string;
  name: string;
  url: string;
  /** What it is told. */
  events: WebhookEvent[];
  /** The accounts that it is told of; null means all. */
  cloudAccountIds: string[] | null;
  state: 'PENDING' | 'ENABLED' | 'DISABLED';
  disabledReason: WebhookDisabledReason | null;
  disabledAt: Date | null;
  /** Until when the secret before the present one signs, too. */
  previousSecretUntil: Date | null;
  /** The first failure since the last success. */
  failingSince: Date | null;
  /** Dead letters since the last success. */
  deadInRow: number;
  /** Counts its changes. */
  version: number;
  createdAt: Date;
}

export type WebhookDeliveryStatus = 'PENDING' | 'DELIVERED' | 'DEAD';

/** Why an attempt failed. */
export type WebhookFailureCode =
  | 'HTTP_STATUS'
  | 'REDIRECT'
  | 'GONE'
  | 'TIMEOUT'
  | 'TOO_LARGE'
  | 'UNRESOLVABLE'
  | 'UNREACHABLE'
  | 'TLS'
  | 'FORBIDDEN_URL'
  | 'FORBIDDEN_ADDRESS'
  | 'NO_SECRET';

/** One event on its way to one webhook. Its id is the message's, the same for each attempt. */
export interface WebhookDelivery {
  id: string;
  webhookId: string;
  event: WebhookEvent;
  status: WebhookDeliveryStatus;
  /** How often it was tried, since it was made or replayed. */
  attempts: number;
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  /** Of the last attempt that got an answer. */
  responseStatus: number | null;
  failureCode: WebhookFailureCode | null;
  /** The same in words; never what the receiver said. */
  failure: string | null;
  createdAt: Date;
}

/** What one attempt came to. */
export type AttemptOutcome =
  { delivered: true; responseStatus: number } | { delivered: false; responseStatus: number | null; code: WebhookFailureCode; failure: string };

/** The most webhooks of a tenant. */
export const mostWebhooks = 20;

/** The longest body, in bytes. */
export const mostBodyBytes = 65_536;

import { mostWebhooks } from './webhook.ts';

export interface InvalidWebhookInput {
  kind: 'InvalidWebhookInput';
  message: string;
  code: string;
  field: string;
  remedy: string;
}

export interface WebhookLimitReached {
  kind: 'WebhookLimitReached';
  message: string;
  limit: number;
}

export interface WebhookNotFound {
  kind: 'NotFound';
  message: string;
}

export interface WebhookIsDisabled {
  kind: 'WebhookIsDisabled';
  message: string;
  remedy: string;
}

export const invalidWebhookInput = (field: string, code: string, message: string, remedy: string): InvalidWebhookInput => ({
  kind: 'InvalidWebhookInput',
  field,
  code,
  message,
  remedy,
});

export const limitReached: WebhookLimitReached = {
  kind: 'WebhookLimitReached',
  message: `A tenant has at most ${mostWebhooks} webhooks`,
  limit: mostWebhooks,
};

export const webhookNotFound: WebhookNotFound = { kind: 'NotFound', message: 'No webhook of that id' };

export const deliveryNotFound: WebhookNotFound = { kind: 'NotFound', message: 'No webhook delivery of that id' };

export const webhookIsDisabled: WebhookIsDisabled = {
  kind: 'WebhookIsDisabled',
  message: 'The webhook is disabled: nothing is delivered to it',
  remedy: 'Enable it first, with updateWebhook',
};

import { EgressError, type EgressGuard } from '@offload/service-kit';
import { z } from 'zod';
import { invalidWebhookInput, type InvalidWebhookInput } from './webhook.errors.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** What a person says of a webhook, as far as they say it. */
export interface WebhookInput {
  name?: string | null;
  url?: string | null;
  events?: readonly WebhookEvent[] | null;
  cloudAccountIds?: readonly string[] | null;
}

const longestName = 100;
const longestUrl = 2_048;
const mostAccounts = 100;

/** What is wrong with what was entered; undefined when nothing is. Whether the accounts are the tenant's is not looked at. */
export function checkWebhookInput(egress: Pick<EgressGuard, 'check'>, input: WebhookInput): InvalidWebhookInput | undefined {
  return checkName(input.name) ?? checkUrl(egress, input.url) ?? checkEvents(input.events) ?? checkAccounts(input.cloudAccountIds);
}

/** A URL as it is stored and called: names in lower case and ASCII, without a fragment. Of one that was checked. */
export function canonicalUrl(text: string): string {
  const url = new URL(text.trim());
  url.hash = '';
  return url.href;
}

function checkName(name: string | null | undefined): InvalidWebhookInput | undefined {
  if (name == null) return undefined;
  const length = name.trim().length;
  if (length < 1 || length > longestName)
    return invalidWebhookInput('name', 'INVALID_NAME', `The name has ${length} characters`, `Give 1 to ${longestName}`);
  if (/\p{Cc}/u.test(name)) return invalidWebhookInput('name', 'INVALID_NAME', 'The name holds control characters', 'Leave them out');
  return undefined;
}

function checkUrl(egress: Pick<EgressGuard, 'check'>, text: string | null | undefined): InvalidWebhookInput | undefined {
  if (text == null) return undefined;
  const url = text.trim();
  if (url.length > longestUrl || (URL.canParse(url) && new URL(url).href.length > longestUrl)) {
    return invalidWebhookInput('url', 'INVALID_URL', 'The URL is too long', `Give one of at most ${longestUrl} characters`);
  }
  try {
    egress.check(url);
    return undefined;
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return error.code === 'FORBIDDEN_ADDRESS'
      ? invalidWebhookInput(
          'url',
          'FORBIDDEN_ADDRESS',
          'The URL leads to an address that may not be called',
          'Give a public address; private ones only as the operator allows',
        )
      : invalidWebhookInput('url', 'INVALID_URL', `This cannot be called: ${error.message}`, 'Give an https URL without a user or a password in it');
  }
}

function checkEvents(events: readonly WebhookEvent[] | null | undefined): InvalidWebhookInput | undefined {
  if (events == null || events.length > 0) return undefined;
  return invalidWebhookInput('events', 'NO_EVENTS', 'No event was chosen', 'Choose one or more');
}

function checkAccounts(ids: readonly string[] | null | undefined): InvalidWebhookInput | undefined {
  if (ids == null) return undefined;
  if (ids.length === 0 || ids.length > mostAccounts) {
    return invalidWebhookInput(
      'cloudAccountIds',
      'INVALID_ACCOUNTS',
      `${ids.length} accounts were given`,
      `Give 1 to ${mostAccounts}, or none for all`,
    );
  }
  const wrong = ids.findIndex((id) => !z.uuid().safeParse(id).success);
  return wrong < 0 ? undefined : unknownAccount(wrong);
}

/** The same for an id that never was and for another tenant's. */
export const unknownAccount = (place: number): InvalidWebhookInput =>
  invalidWebhookInput(`cloudAccountIds.${place}`, 'UNKNOWN_ACCOUNT', 'No cloud account of that id', 'Give the ids of accounts of this tenant');

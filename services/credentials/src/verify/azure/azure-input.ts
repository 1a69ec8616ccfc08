import type { InvalidCredentialInput } from '@offload/contracts';
import { guid } from '../../azure/azure-context.ts';

const invalid = (code: string, field: string, message: string, remedy: string): InvalidCredentialInput => ({
  code,
  field,
  message,
  remedy,
});

interface EnteredIds {
  directoryId: string;
  clientId: string;
  /** Null when none was entered. */
  subscriptionId: string | null;
}

const whereIdsStand: Readonly<Record<'tenantId' | 'clientId' | 'subscriptionId', { what: string; code: string; where: string }>> = {
  tenantId: {
    what: 'directory (tenant) id',
    code: 'MALFORMED_TENANT_ID',
    where: 'Copy "Directory (tenant) ID" from the overview of the app registration; a domain name will not do.',
  },
  clientId: {
    what: 'client id',
    code: 'MALFORMED_CLIENT_ID',
    where: 'Copy "Application (client) ID" from the overview of the app registration, not its object id.',
  },
  subscriptionId: {
    what: 'subscription id',
    code: 'MALFORMED_SUBSCRIPTION_ID',
    where: 'Copy the subscription id from the list of subscriptions in the Azure portal, not its name.',
  },
};

/** What is wrong with the ids, before anybody is asked; null when nothing is. Messages do not repeat what was entered. */
export function inspectAzureIds({ directoryId, clientId, subscriptionId }: EnteredIds): InvalidCredentialInput | null {
  const entered = { tenantId: directoryId, clientId, subscriptionId: subscriptionId ?? '' };
  for (const [field, { what, code, where }] of Object.entries(whereIdsStand)) {
    if (!guid.test(entered[field as keyof typeof entered]))
      return invalid(code, field, `The ${what} does not have the form of one: 8-4-4-4-12 hexadecimal digits.`, where);
  }
  if (directoryId.toLowerCase() === clientId.toLowerCase())
    return invalid('SAME_ID_TWICE', 'clientId', 'The client id and the directory (tenant) id are the same.', whereIdsStand.clientId.where);
  return null;
}

/** What is wrong with the form of a client secret; null when nothing is. */
export function inspectClientSecret(clientSecret: string): InvalidCredentialInput | null {
  const field = 'clientSecret';
  if (guid.test(clientSecret)) {
    return invalid(
      'SECRET_ID_NOT_VALUE',
      field,
      "This is the secret's id, not its value.",
      'Copy the column "Value". Azure shows it only once: create a new secret when it is lost.',
    );
  }
  // Entra makes secrets of 32 to 44 characters; those that people set themselves in the past may be shorter.
  if (/^[\x21-\x7e]{8,256}$/.test(clientSecret)) return null;
  return invalid(
    'MALFORMED_CLIENT_SECRET',
    field,
    'A client secret has 8 to 256 characters, and no spaces or line breaks.',
    'Copy the value of the client secret again.',
  );
}

/** What is said when the sealed secret could not be opened; `reason` is one of our own texts. */
export const unreadableClientSecret = (reason: string): InvalidCredentialInput =>
  invalid('UNREADABLE_SECRET', 'clientSecret', `The secret cannot be read: ${reason}.`, 'Send the request again.');

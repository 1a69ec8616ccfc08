import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';

const dayMs = 24 * 60 * 60 * 1000;
const dueAfterDays = 60;
const expiresWithinDays = 30;

/** `9999-12-31T23:59:59Z` of keys without an end. */
interface KeyView {
  validAfterTime?: string;
  validBeforeTime?: string;
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** What Google tells of a key. */
export interface KeyAge {
  notices: string[];
  /** When Google made it; null where Google does not tell. */
  issuedAt: Date | null;
}

/**
 * What a person should know of the key: how old it is and when it ends, where IAM may be asked (iam.serviceAccountKeys.get in the account's own
 * project); nothing otherwise, since no scan needs it.
 */
export async function lookUpKeyAge(
  caller: GcpCaller,
  { clientEmail, privateKeyId, projectId }: GcpServiceAccountKey,
  now: Date,
): Promise<KeyAge> {
  const account = `projects/${encodeURIComponent(projectId)}/serviceAccounts/${encodeURIComponent(clientEmail)}`;
  let key: KeyView;
  try {
    key = await caller.call<KeyView>('iam:getServiceAccountKey', `https://iam.googleapis.com/v1/${account}/keys/${privateKeyId}`);
  } catch (error) {
    if (error instanceof GcpError) return { notices: [], issuedAt: null };
    throw error;
  }

  const notices: string[] = [];
  const since = Date.parse(key.validAfterTime ?? '');
  const until = Date.parse(key.validBeforeTime ?? '');
  const ageDays = Math.floor((now.getTime() - since) / dayMs);
  if (ageDays >= dueAfterDays) {
    notices.push(
      `The key was created on ${dayOf(since)}, ${ageDays} days ago. Keys must be rotated within 90 days: create a new one, delete this one.`,
    );
  } else if (ageDays >= 0) notices.push(`The key was created on ${dayOf(since)}; it must be rotated within 90 days.`);
  if (until - now.getTime() < expiresWithinDays * dayMs) notices.push(`The key expires on ${dayOf(until)}: the connection ends then.`);
  return { notices, issuedAt: Number.isNaN(since) ? null : new Date(since) };
}

import { scope, type Scope } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { invalidInput, type InvalidInput } from './api-key.errors.ts';

/** As the graph takes it. */
export interface CreateApiKey {
  name: string;
  scopes: readonly string[];
  expiresAt?: Date | null;
}

export interface CheckedApiKey {
  name: string;
  /** Each once, in the order of the scope list. */
  scopes: Scope[];
  expiresAt: Date | null;
}

const dayMs = 24 * 3_600_000;
export const defaultLifeMs = 90 * dayMs;
const longestLifeMs = 365 * dayMs;
const longestName = 100;
const names = scope.options as readonly string[];

/** Checks what can be checked without knowing who asks. */
export function checkApiKeyInput({ name, scopes, expiresAt = null }: CreateApiKey, now: Date): Result<CheckedApiKey, InvalidInput> {
  const trimmed = name.trim();
  if (trimmed === '' || [...trimmed].length > longestName || /\p{Cc}/u.test(trimmed)) {
    return err(invalidInput('name', `A name has 1 to ${longestName} characters, none of which is a control character`, 'Say what the key is for'));
  }

  if (scopes.length === 0) return err(invalidInput('scopes', 'A key without scopes lets nobody do anything', `Choose at least one of ${names.join(', ')}`));
  const unknown = scopes.findIndex((one) => !names.includes(one));
  if (unknown >= 0) return err(invalidInput(`scopes.${unknown}`, 'There is no such scope', `Choose of ${names.join(', ')}`));

  if (expiresAt && expiresAt <= now) return err(invalidInput('expiresAt', 'The key would have expired already', 'Choose a time to come'));
  if (expiresAt && expiresAt.getTime() > now.getTime() + longestLifeMs) {
    return err(invalidInput('expiresAt', 'A key lives for 365 days at most', 'Choose an earlier time, and make a new key before then'));
  }
  return ok({ name: trimmed, scopes: scope.options.filter((one) => scopes.includes(one)), expiresAt });
}

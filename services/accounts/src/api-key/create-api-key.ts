import { apiKeyIdOfSubject, hashApiKey, newApiKey, newId, visiblePrefixOf, type Principal, type Scope } from '@offload/contracts';
import { err, ok, RequestError, type Result } from '@offload/service-kit';
import type { Context, TransactionRepositories } from '../context.ts';
import type { ApiKeyRow } from './api-key.entity.ts';
import { invalidInput, tooManyApiKeys, type CreateApiKeyRefused, type ScopesNotGranted } from './api-key.errors.ts';
import { apiKeyOf, statusOfApiKey, type ApiKey } from './api-key.ts';
import { checkApiKeyInput, defaultLifeMs, type CreateApiKey } from './check-api-key-input.ts';

/** Who makes a key. */
export type Maker = Pick<Principal, 'subject' | 'scopes'>;

export interface ApiKeyCreated {
  kind: 'ApiKeyCreated';
  apiKey: ApiKey;
  /** The key itself: kept nowhere. */
  key: string;
}

export const mostActiveApiKeys = 100;

/** What only a person may give: with it, a key could make others and outlive its own revocation in them. */
const personsOnly: readonly Scope[] = ['settings:write'];

/**
 * Makes an API key. It may no more than its maker: no scope that the maker has not and, where the maker is a key, nothing of `settings:write`, no longer life than
 * the maker's, and no life after the maker was revoked. Refusals for scopes are written down for the audit log. Throws UNAUTHENTICATED when the maker is a key that has ended meanwhile.
 */
export async function createApiKey(ctx: Context, maker: Maker, input: CreateApiKey): Promise<Result<ApiKeyCreated, CreateApiKeyRefused>> {
  const now = ctx.now();
  const checked = checkApiKeyInput(input, now);
  if (!checked.ok) return checked;

  const refusal = scopesNotGranted(maker, checked.value.scopes);
  if (refusal) {
    const target = { type: 'tenant', id: ctx.tenantId };
    await ctx.transact((tx) => tx.record({ act: 'api-key.create', target, outcome: 'REFUSED', code: 'SCOPES_NOT_GRANTED', details: { scopes: refusal.scopes.join(' ') } }));
    return err(refusal);
  }

  return ctx.transact(async (tx) => {
    await tx.apiKeys.lockMaking();
    const latest = (await lockMaker(tx, maker, now))?.expiresAt ?? null;
    const { name, scopes } = checked.value;
    const wished = checked.value.expiresAt;
    if (wished && latest && wished > latest) {
      return err(invalidInput('expiresAt', 'A key cannot outlive the key that makes it', `Choose a time until ${latest.toISOString()}, or let a person make the key`));
    }
    if ((await tx.apiKeys.countActive(now)) >= mostActiveApiKeys) return err(tooManyApiKeys(mostActiveApiKeys));

    const key = newApiKey();
    const expiresAt = wished ?? earlier(new Date(now.getTime() + defaultLifeMs), latest);
    const row = {
      id: newId(),
      name,
      keyHash: hashApiKey(key),
      prefix: visiblePrefixOf(key),
      scopes,
      roles: [],
      createdBy: maker.subject,
      createdAt: now,
      expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    };
    await tx.apiKeys.insert(row);
    const details = { prefix: row.prefix, scopes: scopes.join(' '), expiresAt: expiresAt.toISOString() };
    await tx.record({ act: 'api-key.create', target: { type: 'api-key', id: row.id }, details });
    return ok({ kind: 'ApiKeyCreated', apiKey: apiKeyOf({ ...row, tenantId: ctx.tenantId }, now), key });
  });
}

const earlier = (one: Date, other: Date | null): Date => (other && other < one ? other : one);

function scopesNotGranted(maker: Maker, wished: readonly Scope[]): ScopesNotGranted | null {
  const lacking = wished.filter((one) => !maker.scopes.includes(one));
  if (lacking.length > 0) {
    return {
      kind: 'ScopesNotGranted',
      message: `You cannot give what you have not: ${lacking.join(', ')}`,
      scopes: lacking,
      remedy: 'Leave these scopes out, or ask somebody who has them',
    };
  }
  const personal = wished.filter((one) => personsOnly.includes(one));
  if (personal.length > 0 && apiKeyIdOfSubject(maker.subject) !== null) {
    return {
      kind: 'ScopesNotGranted',
      message: `Only a person can make a key with ${personal.join(', ')}`,
      scopes: personal,
      remedy: 'Sign in and make the key as yourself',
    };
  }
  return null;
}

/** The key that makes a key, locked so that it is not revoked meanwhile: its revocation would miss what it makes. Null when a person does. */
async function lockMaker(tx: TransactionRepositories, { subject }: Maker, now: Date): Promise<ApiKeyRow | null> {
  const id = apiKeyIdOfSubject(subject);
  if (id === null) return null;
  const maker = await tx.apiKeys.lock(id);
  if (!maker || statusOfApiKey(maker, now) !== 'ACTIVE') throw new RequestError('UNAUTHENTICATED', 'The API key no longer holds');
  return maker;
}

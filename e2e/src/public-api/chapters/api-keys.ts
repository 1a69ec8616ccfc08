import { expect, it } from '@jest/globals';
import { ApiKeysDocument, AuditEventsDocument, createClient, CreateApiKeyDocument, FindingsDocument, RevokeApiKeyDocument, ScansDocument, ScanUpdatedDocument } from '@offload/client';
import { eventually } from '@offload/testkit';
import { nobodysId, type Chapter } from '../public-api.ts';

/** Makes keys for programs and ends them. */
export const apiKeys: Chapter = (api) => {
  const made = async (scopes: string[]) => {
    const { createApiKey } = await api().run(CreateApiKeyDocument, { input: { name: 'Dashboard', scopes } });
    if (createApiKey.__typename !== 'ApiKeyCreated') throw new Error(JSON.stringify(createApiKey));
    return createApiKey;
  };

  it('are made with the scopes that they are for, shown once, and listed without what lets them in', async () => {
    const { apiKey, key } = await made(['accounts:read', 'scans:read']);
    expect(key.startsWith(apiKey.prefix!)).toBe(true);
    expect(apiKey).toMatchObject({ name: 'Dashboard', scopes: ['accounts:read', 'scans:read'], status: 'ACTIVE', expiresAt: expect.any(String), revokedAt: null });

    expect((await api().ask(ScansDocument, {}, key)).errors).toEqual([]);
    expect((await api().ask(FindingsDocument, {}, key)).errors[0]!.extensions.code).toBe('FORBIDDEN');
    // The audit log is not part of what partners have.
    expect((await api().ask(AuditEventsDocument, {}, key)).errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const { apiKeys: all } = await api().run(ApiKeysDocument, {});
    expect(all.find(({ id }) => id === apiKey.id)).toMatchObject({ name: 'Dashboard', createdBy: expect.any(String) });
    expect(JSON.stringify(all)).not.toContain(key);
  });

  it('end within seconds when they are revoked, over HTTP and on a subscription that is open', async () => {
    const { apiKey, key } = await made(['scans:read', 'accounts:read']);
    const client = createClient({ url: `${api().story.platform.url}/graphql`, token: () => key });
    const scans = client.subscribe(ScanUpdatedDocument, { cloudAccountId: api().ids['GCP'] })[Symbol.asyncIterator]();
    expect((await scans.next()).done).toBe(false);

    const ended = expect(
      (async () => {
        while (!(await scans.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const { revokeApiKey } = await api().run(RevokeApiKeyDocument, { id: apiKey.id });
    expect(revokeApiKey).toMatchObject({ __typename: 'ApiKey', status: 'REVOKED', revokedAt: expect.any(String) });
    await ended;
    await eventually(async () => expect((await api().ask(ScansDocument, {}, key)).status).toBe(401), { timeoutMs: 5_000 });
    client.close();
  });

  it('that cannot be made or ended are answered with the reason', async () => {
    const { createApiKey: nameless } = await api().run(CreateApiKeyDocument, { input: { name: '', scopes: ['scans:read'] } });
    const { createApiKey: tooMuch } = await api().run(CreateApiKeyDocument, { input: { name: 'Heir', scopes: ['settings:write'] } });
    const { revokeApiKey } = await api().run(RevokeApiKeyDocument, { id: nobodysId });

    expect(nameless).toMatchObject({ __typename: 'InvalidInput', field: 'name', remedy: expect.any(String) });
    expect(tooMuch).toMatchObject({ __typename: 'ScopesNotGranted', scopes: ['settings:write'], remedy: expect.any(String) });
    expect(revokeApiKey.__typename).toBe('NotFound');
  });

  it('are a hundred at most', async () => {
    let last;
    for (let count = 0; count < 100; count++) ({ createApiKey: last } = await api().run(CreateApiKeyDocument, { input: { name: `Key ${count}`, scopes: ['scans:read'] } }));

    expect(last).toMatchObject({ __typename: 'TooManyApiKeys', limit: 100, remedy: expect.any(String) });
  });
};

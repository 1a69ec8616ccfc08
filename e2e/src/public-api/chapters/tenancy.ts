import { expect, it } from '@jest/globals';
import {
  AssetDocument,
  CancelScanDocument,
  CloudAccountDocument,
  CloudAccountsDocument,
  createClient,
  DisconnectCloudAccountDocument,
  OnboardingKitDocument,
  ScanDocument,
  ScanUpdatedDocument,
} from '@offload/client';
import { letTenantIn } from '../../testing/add-tenant.ts';
import type { Chapter } from '../public-api.ts';

/** Asks as another tenant for what the story made. */
export const tenancy: Chapter = (api) => {
  it('of one tenant does not exist for another', async () => {
    const key = await letTenantIn(api().story);
    const { AWS: account, scan, asset, kit } = api().ids as Record<'AWS' | 'scan' | 'asset' | 'kit', string>;
    const answers = await Promise.all([
      api().ask(CloudAccountDocument, { id: account }, key),
      api().ask(ScanDocument, { id: scan }, key),
      api().ask(AssetDocument, { id: asset }, key),
      api().ask(OnboardingKitDocument, { id: kit }, key),
    ]);
    expect(answers.map(({ data, errors }) => [Object.values(data!), errors])).toEqual(answers.map(() => [[null], []]));
    expect((await api().ask(CloudAccountsDocument, {}, key)).data!.cloudAccounts).toMatchObject({ edges: [], totalCount: 0 });

    expect((await api().ask(CancelScanDocument, { id: scan }, key)).data!.cancelScan.__typename).toBe('NotFound');
    expect((await api().ask(DisconnectCloudAccountDocument, { id: account }, key)).data!.disconnectCloudAccount.__typename).toBe('NotFound');

    const stranger = createClient({ url: `${api().story.platform.url}/graphql`, token: () => key });
    const events = stranger.subscribe(ScanUpdatedDocument, { scanId: scan })[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toMatchObject({ code: 'NOT_FOUND', requestId: expect.any(String) });
    stranger.close();
  });
};

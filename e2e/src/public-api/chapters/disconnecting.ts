import { expect, it } from '@jest/globals';
import { CloudAccountsDocument, DisconnectCloudAccountDocument, StartScanDocument } from '@offload/client';
import { nobodysId, type Chapter } from '../public-api.ts';

/** Ends every connection. */
export const disconnecting: Chapter = (api) => {
  it('ends access to each account, and says until when what was lent may read', async () => {
    for (const cloud of ['AWS', 'AZURE', 'GCP']) {
      const { disconnectCloudAccount } = await api().run(DisconnectCloudAccountDocument, { id: api().ids[cloud]! });
      expect(disconnectCloudAccount).toMatchObject({ __typename: 'CloudAccountDisconnected', cloudAccount: { status: 'DISCONNECTED' }, remedy: expect.any(String) });
    }
    const { cloudAccounts } = await api().run(CloudAccountsDocument, {});
    expect(cloudAccounts.totalCount).toBe(0);
  });

  it('answers what cannot be done afterwards with its reason', async () => {
    const { startScan } = await api().run(StartScanDocument, { input: { cloudAccountId: api().ids['AWS']! } });
    const { disconnectCloudAccount } = await api().run(DisconnectCloudAccountDocument, { id: nobodysId });

    expect(startScan).toMatchObject({ __typename: 'CloudAccountNotConnected', remedy: expect.any(String) });
    expect(disconnectCloudAccount.__typename).toBe('NotFound');
  });
};

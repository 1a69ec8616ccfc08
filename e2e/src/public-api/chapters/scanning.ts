import { expect, it } from '@jest/globals';
import { CancelScanDocument, CloudAccountDocument, CloudAccountScansDocument, ScanDocument, ScansDocument, ScanUpdatedDocument, StartScanDocument, type ScanUpdatedSubscription } from '@offload/client';
import { nobodysId, type Chapter } from '../public-api.ts';

const ended = ({ scanUpdated: { status } }: ScanUpdatedSubscription): boolean => !['QUEUED', 'RUNNING'].includes(status);

/** Watches the first scans to their end, starts and stops others. Leaves in `ids` the scan of AWS. */
export const scanning: Chapter = (api) => {
  it('watches the first scans live, over a WebSocket and over server-sent events, until everything was seen', async () => {
    const ways = [['AWS', 'WEB_SOCKET'], ['AZURE', 'EVENT_STREAM'], ['GCP', 'WEB_SOCKET']] as const;
    const watched = await Promise.all(
      ways.map(([cloud, subscriptions]) => api().watch(ScanUpdatedDocument, { cloudAccountId: api().ids[cloud] }, ended, { subscriptions })),
    );

    watched.forEach((events, index) => {
      const scans = events.map(({ scanUpdated }) => scanUpdated);
      expect(scans.at(-1)).toMatchObject({ status: 'COMPLETED', trigger: 'ACCOUNT_CONNECTED', progress: { percent: 100 }, cloudAccount: { provider: ways[index]![0] } });
      expect(scans.at(-1)!.progress.assets).toBeGreaterThan(20);
      const percents = scans.map(({ progress }) => progress.percent);
      expect(percents).toEqual([...percents].sort((one, other) => one - other));
    });
    api().ids['scan'] = watched[0]!.at(-1)!.scanUpdated.id;
  }, 60_000);

  it('tells of a scan what it was watched to say, and lists scans', async () => {
    const { scan } = await api().run(ScanDocument, { id: api().ids['scan']! });
    expect(scan).toMatchObject({ status: 'COMPLETED', cloudAccount: { id: api().ids['AWS'] } });
    expect(scan!.regions.every(({ status }) => status === 'DONE')).toBe(true);
    const [watched] = await api().watch(ScanUpdatedDocument, { scanId: api().ids['scan'] }, ended);
    expect(watched!.scanUpdated).toEqual(scan);

    const { scans } = await api().run(ScansDocument, { filter: { statuses: ['COMPLETED'] } });
    expect(new Set(scans.edges.map(({ node }) => node.cloudAccount?.provider))).toEqual(new Set(['AWS', 'AZURE', 'GCP']));
    const { cloudAccount } = await api().run(CloudAccountScansDocument, { id: api().ids['AWS']! });
    expect(cloudAccount!.scans!.nodes.map(({ id }) => id)).toEqual([api().ids['scan']]);
  });

  it('shows the account with its connection test, its scan and its counts', async () => {
    const { cloudAccount } = await api().run(CloudAccountDocument, { id: api().ids['AWS']! });

    expect(cloudAccount).toMatchObject({ credential: { kind: 'AWS_ROLE', rotation: 'NOT_APPLICABLE' }, lastConnectionTest: { ok: true }, latestScan: { id: api().ids['scan'] } });
    expect(cloudAccount!.assetCounts!.byType.reduce((sum, { count }) => sum + count, 0)).toBe(cloudAccount!.assetCounts!.total);
    expect(cloudAccount!.findingCounts!.total).toBeGreaterThan(0);
  });

  it('starts a scan and stops it', async () => {
    const { simulator } = api().story;
    await simulator.faults.set([{ effect: 'latency', latencyMs: 500, match: { accountId: api().ids['AWS account']! } }]);
    const { startScan } = await api().run(StartScanDocument, { input: { cloudAccountId: api().ids['AWS']!, type: 'QUICK' } });
    expect(startScan).toMatchObject({ __typename: 'Scan', type: 'QUICK', trigger: 'MANUAL' });
    if (startScan.__typename !== 'Scan') return;
    const { cancelScan } = await api().run(CancelScanDocument, { id: startScan.id });
    await simulator.faults.set([]);

    expect(cancelScan).toMatchObject({ __typename: 'Scan', id: startScan.id, status: 'CANCELLED' });
  });

  it('answers what cannot be started or stopped with its reason', async () => {
    const { startScan: unknown } = await api().run(StartScanDocument, { input: { cloudAccountId: nobodysId } });
    const { startScan: nowhere } = await api().run(StartScanDocument, { input: { cloudAccountId: api().ids['AWS']!, regions: ['mars-north-1'] } });
    const { cancelScan } = await api().run(CancelScanDocument, { id: nobodysId });

    expect(unknown).toMatchObject({ __typename: 'NotFound', message: expect.any(String) });
    expect(nowhere).toMatchObject({ __typename: 'InvalidInput', field: expect.stringContaining('regions'), remedy: expect.any(String) });
    expect(cancelScan.__typename).toBe('NotFound');
  });
};

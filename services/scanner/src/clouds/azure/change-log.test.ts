import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readChanges } from '../testing/read-changes.ts';
import { azureChangeLog } from './change-log.ts';
import { fakeArm, subscriptionId, type FakeArm } from './testing/fake-arm.ts';

const now = new Date('2026-01-10T12:00:00Z');
const since = new Date('2026-01-10T10:00:00Z');
const vm = `/subscriptions/${subscriptionId}/resourceGroups/Web/providers/Microsoft.Compute/virtualMachines/Front`;

let azure: FakeArm;
beforeAll(async () => {
  azure = await fakeArm();
});
afterAll(() => azure.stop());

const event = (operation: string, status = 'Succeeded', resourceId: string | undefined = vm) => ({
  eventTimestamp: '2026-01-10T11:00:00Z',
  operationName: { value: operation },
  status: { value: status },
  resourceId,
});

const changes = () => readChanges(azureChangeLog, azure.session(), { since, now });

describe('the changes of a subscription', () => {
  it('are what was written and deleted, on all pages of its activity log', async () => {
    azure.answer(({ query }) =>
      query.has('page')
        ? { body: { value: [event('Microsoft.Compute/virtualMachines/delete')] } }
        : {
            body: {
              value: [event('Microsoft.Compute/virtualMachines/write'), event('Microsoft.Compute/virtualMachines/start/action')],
              nextLink: `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?page=2`,
            },
          },
    );
    const at = new Date('2026-01-10T11:00:00Z');
    const resourceRef = vm.toLowerCase();
    expect(await changes()).toEqual([
      { at, resourceRef, action: 'Microsoft.Compute/virtualMachines/write', kind: 'created-or-changed' },
      { at, resourceRef, action: 'Microsoft.Compute/virtualMachines/start/action', kind: 'created-or-changed' },
      { at, resourceRef, action: 'Microsoft.Compute/virtualMachines/delete', kind: 'deleted' },
    ]);
  });

  it('leave out what failed, what has only begun, what only reads, and what is about no resource', async () => {
    azure.answer(() => ({
      body: {
        value: [
          event('Microsoft.Compute/virtualMachines/write', 'Failed'),
          event('Microsoft.Compute/virtualMachines/write', 'Started'),
          event('Microsoft.Storage/storageAccounts/listKeys/action'),
          event('Microsoft.Advisor/recommendations/available'),
          { ...event('Microsoft.Compute/virtualMachines/write'), resourceId: undefined },
        ],
      },
    }));
    expect(await changes()).toEqual([]);
  });

  it('are asked for from a little before, since events come late, and without what people sent', async () => {
    azure.answer(() => ({ body: { value: [] } }));
    await changes();
    const { query } = azure.requests[0]!;
    expect(query.get('$filter')).toBe("eventTimestamp ge '2026-01-10T09:40:00.000Z' and eventTimestamp le '2026-01-10T12:00:00.000Z'");
    expect(query.get('$select')?.split(',')).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/properties|claims|authorization|httpRequest/)]),
    );
  });
});

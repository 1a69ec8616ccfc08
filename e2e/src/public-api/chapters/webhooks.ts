import { expect, it } from '@jest/globals';
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  ReplayWebhookDeliveryDocument,
  RotateWebhookSecretDocument,
  StartScanDocument,
  TestWebhookDocument,
  UpdateWebhookDocument,
  WebhookDeliveriesDocument,
  WebhookDocument,
  WebhooksDocument,
  type WebhookFieldsFragment,
} from '@offload/client';
import { eventually } from '@offload/testkit';
import { nobodysId, type Chapter } from '../public-api.ts';

/** A name that has no address, anywhere. */
const url = 'https://receiver.invalid/offload';

/** Makes webhooks and follows what becomes of a message that nobody takes. Leaves none. */
export const webhooks: Chapter = (api) => {
  let webhook: WebhookFieldsFragment;

  it('are made with a secret that is shown once, listed and found', async () => {
    const { createWebhook } = await api().run(CreateWebhookDocument, { input: { name: 'Pager', url, events: ['SCAN_QUEUED'] } });
    if (createWebhook.__typename !== 'WebhookCreated') throw new Error(JSON.stringify(createWebhook));
    expect(createWebhook.secret).toMatch(/^whsec_/);
    ({ webhook } = createWebhook);

    expect(webhook).toMatchObject({ name: 'Pager', url, events: ['SCAN_QUEUED'], status: 'ENABLED', disabledReason: null });
    expect((await api().run(WebhookDocument, { id: webhook.id })).webhook).toEqual(webhook);
    expect((await api().run(WebhooksDocument, {})).webhooks).toEqual([{ ...webhook, deliveries: { nodes: [] } }]);
  });

  it('tell what came of a ping', async () => {
    const { testWebhook } = await api().run(TestWebhookDocument, { id: webhook.id });

    expect(testWebhook).toMatchObject({ __typename: 'WebhookTested', delivered: false, failureCode: 'UNRESOLVABLE', responseStatus: null });
  });

  it('are told what happens, keep what nobody took, and deliver it again when asked', async () => {
    await api().run(StartScanDocument, { input: { cloudAccountId: api().ids['GCP']!, type: 'QUICK' } });
    const delivery = await eventually(async () => {
      const { webhook: found } = await api().run(WebhookDeliveriesDocument, { id: webhook.id });
      return found!.deliveries.edges.length > 0 && found!.deliveries.edges[0]!.node;
    });
    expect(delivery).toMatchObject({ event: 'SCAN_QUEUED', status: 'PENDING' });

    const { replayWebhookDelivery } = await api().run(ReplayWebhookDeliveryDocument, { id: delivery.id });
    expect(replayWebhookDelivery).toMatchObject({ __typename: 'WebhookDelivery', id: delivery.id, status: 'PENDING' });

    const { updateWebhook } = await api().run(UpdateWebhookDocument, { id: webhook.id, input: { enabled: false } });
    expect(updateWebhook).toMatchObject({ __typename: 'Webhook', status: 'DISABLED', disabledReason: 'REQUESTED' });
    const { replayWebhookDelivery: refused } = await api().run(ReplayWebhookDeliveryDocument, { id: delivery.id });
    expect(refused).toMatchObject({ __typename: 'WebhookIsDisabled', remedy: expect.any(String) });
  });

  it('get another secret', async () => {
    const { rotateWebhookSecret } = await api().run(RotateWebhookSecretDocument, { id: webhook.id });

    expect(rotateWebhookSecret).toMatchObject({ __typename: 'WebhookSecretRotated', secret: expect.stringMatching(/^whsec_/), webhook: { id: webhook.id, previousSecretUntil: expect.any(String) } });
  });

  it('that cannot be are answered with the reason', async () => {
    const input = { name: 'Bad', url: 'http://receiver.invalid', events: ['SCAN_QUEUED' as const] };
    expect((await api().run(CreateWebhookDocument, { input })).createWebhook).toMatchObject({ __typename: 'InvalidWebhookInput', code: 'INVALID_URL', field: 'url' });
    expect((await api().run(UpdateWebhookDocument, { id: webhook.id, input: { name: '' } })).updateWebhook).toMatchObject({ __typename: 'InvalidWebhookInput', field: 'name' });

    let last;
    for (let made = 1; made <= 20; made++) ({ createWebhook: last } = await api().run(CreateWebhookDocument, { input: { ...input, url } }));
    expect(last).toMatchObject({ __typename: 'WebhookLimitReached', limit: 20 });
  });

  it('that are not there are not found, and those that are can be deleted', async () => {
    const answers = [
      (await api().run(UpdateWebhookDocument, { id: nobodysId, input: { name: 'None' } })).updateWebhook,
      (await api().run(RotateWebhookSecretDocument, { id: nobodysId })).rotateWebhookSecret,
      (await api().run(TestWebhookDocument, { id: nobodysId })).testWebhook,
      (await api().run(ReplayWebhookDeliveryDocument, { id: nobodysId })).replayWebhookDelivery,
      (await api().run(DeleteWebhookDocument, { id: nobodysId })).deleteWebhook,
    ];
    expect(answers.map(({ __typename }) => __typename)).toEqual(answers.map(() => 'NotFound'));

    for (const { id } of (await api().run(WebhooksDocument, {})).webhooks) {
      expect((await api().run(DeleteWebhookDocument, { id })).deleteWebhook).toEqual({ __typename: 'WebhookDeleted', id });
    }
    expect((await api().run(WebhooksDocument, {})).webhooks).toEqual([]);
  });
};

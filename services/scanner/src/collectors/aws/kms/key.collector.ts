import { kmsKey } from '@offload/contracts';
import { kms } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { isoOf } from '../iso-of.ts';

export const keyCollector = collector({
  resource: kmsKey,
  service: 'kms',
  scope: 'region',
  actions: ['kms:ListKeys', 'kms:DescribeKey'],
  access: kms,

  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateListKeys({ client, pageSize: 1000 }, {})) yield page.Keys ?? [];
  },

  async describe({ KeyId }, { sdk, client }) {
    const { KeyMetadata: key } = await client.send(new sdk.DescribeKeyCommand({ KeyId }));
    if (key?.KeyManager === 'AWS') return null;
    return {
      ref: key?.Arn ?? '',
      name: null,
      fields: {
        keyId: key?.KeyId,
        state: key?.KeyState,
        usage: key?.KeyUsage ?? null,
        spec: key?.KeySpec ?? null,
        origin: key?.Origin ?? null,
        isMultiRegion: key?.MultiRegion ?? false,
        createdAt: isoOf(key?.CreationDate),
        deletionAt: isoOf(key?.DeletionDate),
      },
    };
  },

  parts: {
    rotation: {
      actions: ['kms:GetKeyRotationStatus'],
      isOptional: true,
      async read({ sdk, client }, { KeyId }) {
        const { KeyRotationEnabled } = await client.send(new sdk.GetKeyRotationStatusCommand({ KeyId }));
        return { isEnabled: KeyRotationEnabled ?? false };
      },
      // Asymmetric keys, imported material, key stores outside KMS; and keys that wait for their deletion.
      absent: { UnsupportedOperationException: null, KMSInvalidStateException: null },
    },
    tags: {
      actions: ['kms:ListResourceTags'],
      isOptional: true,
      async read({ sdk, client }, { KeyId }) {
        const { Tags = [] } = await client.send(new sdk.ListResourceTagsCommand({ KeyId }));
        return Object.fromEntries(Tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
      },
    },
  },
});

import { ec2EbsDefaults } from '@offload/contracts';
import { ec2 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';

export const ebsDefaultsCollector = collector({
  resource: ec2EbsDefaults,
  service: 'ec2',
  scope: 'region',
  actions: ['ec2:GetEbsEncryptionByDefault'],
  isOptional: true,
  access: ec2,

  async *pages({ sdk, client }) {
    yield [await client.send(new sdk.GetEbsEncryptionByDefaultCommand())];
  },

  describe({ EbsEncryptionByDefault }, { accountId, region }) {
    return {
      // AWS has no ARN for a region's settings; this one is in the form of the others.
      ref: `arn:aws:ec2:${region}:${accountId}:ebs-defaults`,
      name: null,
      fields: { encryptsByDefault: EbsEncryptionByDefault },
    };
  },
});

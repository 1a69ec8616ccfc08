import { cloudtrailCoverage } from '@offload/contracts';
import { cloudTrail } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';

export const coverageCollector = collector({
  resource: cloudtrailCoverage,
  service: 'cloudtrail',
  scope: 'region',
  actions: ['cloudtrail:DescribeTrails'],
  access: cloudTrail,

  // With shadows: the trails of other regions that record this one too.
  async *pages({ sdk, client }) {
    const { trailList = [] } = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }));
    yield [trailList.map(({ TrailARN = '' }) => TrailARN)];
  },

  describe(trailArns, { accountId, region }) {
    return { ref: `arn:aws:cloudtrail:${region}:${accountId}:coverage`, name: null, fields: { trailArns } };
  },

  parts: {
    loggingTrailArns: {
      actions: ['cloudtrail:GetTrailStatus'],
      isOptional: true,
      async read({ sdk, client }, trailArns) {
        const logging = [];
        for (const trailArn of trailArns) {
          const { IsLogging } = await client.send(new sdk.GetTrailStatusCommand({ Name: trailArn }));
          if (IsLogging) logging.push(trailArn);
        }
        return logging;
      },
    },
  },
});

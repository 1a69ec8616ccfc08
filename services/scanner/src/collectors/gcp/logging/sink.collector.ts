import { gcpLoggingSink } from '@offload/contracts';
import { cloudAssets } from '../../../clouds/gcp/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { utcTime } from '../utc-time.ts';
import { exclusionsOf, sinkAssetType, type LogSinkData } from './log-assets.ts';

export const gcpSinkCollector = collector({
  resource: gcpLoggingSink,
  service: 'logging',
  scope: 'global',
  actions: ['cloudasset.assets.listResource'],
  access: cloudAssets,

  pages: ({ assets }) => assets.list<LogSinkData>(sinkAssetType),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? null,
    fields: {
      sinkName: data.name,
      destination: data.destination,
      filter: data.filter ?? '',
      isDisabled: data.disabled ?? false,
      exclusions: exclusionsOf(data),
      writerIdentity: data.writerIdentity ?? null,
      createdAt: utcTime(data.createTime),
    },
  }),
});

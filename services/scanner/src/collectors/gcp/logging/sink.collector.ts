import { gcpLoggingSink } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';
import { exclusionsOf, sinkAssetType, type LogSinkData } from './log-assets.ts';

export const gcpSinkCollector = collector({
  resource: gcpLoggingSink,
  service: 'logging',
  ...listedByAssets<LogSinkData>(sinkAssetType),

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

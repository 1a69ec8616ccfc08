import { gcpLoggingMetric } from '@offload/contracts';
import { cloudAssets } from '../../../clouds/gcp/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { utcTime } from '../utc-time.ts';
import { metricAssetType, type LogMetricData } from './log-assets.ts';

export const gcpMetricCollector = collector({
  resource: gcpLoggingMetric,
  service: 'logging',
  scope: 'global',
  actions: ['cloudasset.assets.listResource'],
  access: cloudAssets,

  pages: ({ assets }) => assets.list<LogMetricData>(metricAssetType),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? null,
    fields: { metricName: data.name, filter: data.filter, isDisabled: data.disabled ?? false, createdAt: utcTime(data.createTime) },
  }),
});

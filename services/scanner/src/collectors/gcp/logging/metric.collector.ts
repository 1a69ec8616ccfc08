import { gcpLoggingMetric } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';
import { metricAssetType, type LogMetricData } from './log-assets.ts';

export const gcpMetricCollector = collector({
  resource: gcpLoggingMetric,
  service: 'logging',
  ...listedByAssets<LogMetricData>(metricAssetType),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? null,
    fields: { metricName: data.name, filter: data.filter, isDisabled: data.disabled ?? false, createdAt: utcTime(data.createTime) },
  }),
});

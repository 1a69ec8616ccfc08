import { gcpLoggingCoverage } from '@offload/contracts';
import { cloudAssets } from '../../../clouds/gcp/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { exclusionsOf, metricAssetType, sinkAssetType, type LogMetricData, type LogSinkData } from './log-assets.ts';

export const gcpLoggingCoverageCollector = collector({
  resource: gcpLoggingCoverage,
  service: 'logging',
  scope: 'global',
  actions: ['cloudasset.assets.listResource'],
  access: cloudAssets,

  async *pages({ assets }) {
    const sinksOfEverything: string[] = [];
    for await (const sinks of assets.list<LogSinkData>(sinkAssetType)) {
      sinksOfEverything.push(...sinks.filter(({ data }) => exportsEverything(data)).map(({ data }) => data.name ?? ''));
    }
    const metricFilters: string[] = [];
    for await (const metrics of assets.list<LogMetricData>(metricAssetType)) {
      const on = metrics.filter(({ data }) => !data.disabled);
      metricFilters.push(...on.map(({ data }) => (data.filter ?? '').replace(/\s+/g, ' ').trim()));
    }
    yield [{ sinksOfEverything: sinksOfEverything.sort(), metricFilters: metricFilters.sort() }];
  },

  describe: (fields, { accountId }) => ({ ref: `//logging.googleapis.com/projects/${accountId}`, name: null, fields }),
});

const exportsEverything = (sink: Partial<LogSinkData>): boolean =>
  !sink.disabled && (sink.filter ?? '').trim() === '' && exclusionsOf(sink).length === 0;

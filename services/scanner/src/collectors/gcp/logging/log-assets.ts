/** What logging's API says of a sink. */
export interface LogSinkData {
  readonly name: string;
  readonly destination: string;
  readonly filter: string;
  readonly disabled: boolean;
  readonly exclusions: readonly { readonly name?: string; readonly disabled?: boolean }[];
  readonly writerIdentity: string;
  readonly createTime: string;
}

/** What logging's API says of a log-based metric. */
export interface LogMetricData {
  readonly name: string;
  readonly filter: string;
  readonly disabled: boolean;
  readonly createTime: string;
}

export const sinkAssetType = 'logging.googleapis.com/LogSink';
export const metricAssetType = 'logging.googleapis.com/LogMetric';

/** The names of a sink's exclusions that count. */
export const exclusionsOf = ({ exclusions = [] }: Partial<LogSinkData>): string[] =>
  exclusions.filter(({ disabled }) => !disabled).map(({ name = '' }) => name);

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricOptions<L extends string> {
  /** Without the prefix, as `scan_jobs_total`: it becomes `offload_scan_jobs_total`. */
  name: string;
  help: string;
  labels?: readonly L[];
}

export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  buckets?: number[];
}

/** What a process measures. Asking for a metric that exists gives the same one, so that several services can share a process. */
export interface Metrics {
  counter<L extends string = never>(options: MetricOptions<L>): Counter<L>;
  gauge<L extends string = never>(options: MetricOptions<L>): Gauge<L>;
  histogram<L extends string = never>(options: HistogramOptions<L>): Histogram<L>;
  /** Adds the metrics of the process: CPU, memory, garbage collection, event loop delay. Once, however often it is called. */
  collectProcess(): void;
  /** The text that a scrape gets, and its content type. */
  scrape(): Promise<{ contentType: string; text: string }>;
}

/** Metrics with a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  let collecting = false;

  function getOrCreate<M>(name: string, create: (fullName: string) => M): M {
    const fullName = `offload_${name}`;
    return (registry.getSingleMetric(fullName) as M | undefined) ?? create(fullName);
  }

  const common = <L extends string>({ help, labels = [] }: MetricOptions<L>, name: string) => ({
    name,
    help,
    labelNames: labels,
    registers: [registry],
  });

  return {
    counter: (options) => getOrCreate(options.name, (name) => new Counter(common(options, name))),
    gauge: (options) => getOrCreate(options.name, (name) => new Gauge(common(options, name))),
    histogram: (options) =>
      getOrCreate(
        options.name,
        (name) => new Histogram({ ...common(options, name), ...(options.buckets ? { buckets: options.buckets } : {}) }),
      ),
    collectProcess() {
      if (collecting) return;
      collecting = true;
      collectDefaultMetrics({ register: registry });
    },
    scrape: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** The metrics of this process. */
export const metrics: Metrics = createMetrics();

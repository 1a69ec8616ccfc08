import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export interface TelemetryOptions {
  /** The service that the spans are of, as `scanner`. */
  service: string;
  /** The base URL of an OTLP/HTTP collector, as `http://collector:4318`; spans are made but sent nowhere when not set. */
  otlpEndpoint?: string | undefined;
}

export interface Telemetry {
  /** Sends what is left. */
  stop(): Promise<void>;
}

let started: Telemetry | undefined;

/**
 * Starts tracing for the process: spans, `traceparent` and trace ids in log lines. One process has one tracer;
 * starting it again gives the one that runs.
 */
export async function startTelemetry({ service, otlpEndpoint }: TelemetryOptions): Promise<Telemetry> {
  if (started) return started;

  // The exporter is half a second of imports: only those who send spans pay it.
  const spanProcessors = otlpEndpoint
    ? [
        new BatchSpanProcessor(
          new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter({
            url: `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`,
          }),
        ),
      ]
    : [];
  if (started) return started;

  const provider = new NodeTracerProvider({ resource: resourceFromAttributes({ 'service.name': `offload-${service}` }), spanProcessors });
  provider.register();
  started = { stop: () => provider.shutdown() };
  return started;
}

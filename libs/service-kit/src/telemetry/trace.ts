import { context, isSpanContextValid, SpanStatusCode, trace, TraceFlags, type Attributes } from '@opentelemetry/api';
import { isError } from '../logging/serialize-error.ts';

const tracer = () => trace.getTracer('offload');

/**
 * Runs a function inside a span of its own and gives what it gives. A failure marks the span with the error's type only:
 * messages may quote values, and traces leave the platform.
 */
export function traced<T>(name: string, attributes: Attributes, fn: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await fn();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', isError(error) ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The W3C `traceparent` of the active span; undefined when there is none or telemetry was not started. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return undefined;

  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

const traceparentForm = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Runs a function as part of the trace that a `traceparent` names. One that is missing or malformed is ignored. */
export function withTraceparent<T>(traceparent: string | undefined, fn: () => T): T {
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return fn();

  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(parent) ? context.with(trace.setSpanContext(context.active(), parent), fn) : fn();
}

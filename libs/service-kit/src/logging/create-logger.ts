import { trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { isError, serializeError } from './serialize-error.ts';

export type Logger = PinoLogger;

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LoggerOptions {
  /** The service that speaks, as `accounts`. */
  service: string;
  level: LogLevel;
  /** Where lines go; the standard output when not said. */
  destination?: DestinationStream;
}

/** Names under which secrets travel. `Secret` is the first net, this is the second: it catches what was never wrapped. */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'passphrase',
  'secret',
  'token',
  'credentials',
  'privateKey',
  'apiKey',
  'secretAccessKey',
  'sessionToken',
  'clientSecret',
  'serviceAccountKey',
  'kubeconfig',
];

const redactedPaths = [
  ...secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  'headers',
  '*.headers',
  'config',
  '*.config',
  'variables',
  '*.variables',
];

/** The trace that is active where the line is written, so that logs and traces find each other. */
function traceOfLine(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
}

/**
 * A logger that writes one JSON object a line. Write `log.info({ scanId, gaps }, 'scan completed')`: a constant message, facts in fields.
 * Errors, under any name, are printed with their causes and never with the requests or headers that libraries attach to them.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    mixin: traceOfLine,
    serializers: { err: serializeError },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, name !== 'err' && isError(value) ? serializeError(value) : value]),
        ),
    },
  };

  return destination ? pino(options, destination) : pino(options);
}

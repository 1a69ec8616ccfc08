import { fastify, LogController, type FastifyError, type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../logging/create-logger.ts';
import { metrics as processMetrics, type Metrics } from '../telemetry/metrics.ts';
import { parseJsonBodies } from './parse-json-body.ts';
import { createReadiness } from './readiness.ts';
import { requestIdOf } from './request-id.ts';

export interface HttpServerOptions {
  log: Logger;
  /** The service that listens, as `scanner`. */
  service: string;
  metrics?: Metrics;
  /** The most a request may hold; 1 MiB when not said. Routes may say otherwise. */
  bodyLimitBytes?: number;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  /** Registers a probe of GET /ready; it rejects while the service cannot do without what it looks at. */
  addReadiness(name: string, probe: () => Promise<void>): void;
  /** Listens (port 0: any free one) and gives the URL. */
  listen(options: { port: number; host?: string }): Promise<string>;
  /** Lets running requests end, and closes idle connections. */
  close(): Promise<void>;
}

/** What a failed request is answered: a code and the id to ask us about. */
export const errorBody = (code: string, requestId: string): { error: { code: string; requestId: string } } => ({
  error: { code, requestId },
});

const codeOfStatus: Record<number, string> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/**
 * A Fastify server with request ids (`x-request-id`), GET /health (is the process alive), GET /ready (can it work),
 * GET /metrics (Prometheus), a histogram of all requests, and errors that tell nothing but a code and the request id.
 */
export function createHttpServer({ log, service, metrics = processMetrics, bodyLimitBytes = 1_048_576 }: HttpServerOptions): HttpServer {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    bodyLimit: bodyLimitBytes,
    // Longer than the 60 s of common load balancers, which must be the ones to close, or a request meets a closing connection.
    keepAliveTimeout: 65_000,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;

  parseJsonBodies(app);
  metrics.collectProcess();
  const seconds = metrics.histogram({
    name: 'http_request_seconds',
    help: 'How long requests took, by route',
    labels: ['service', 'method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ service, method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    log.debug(
      { requestId: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request done',
    );
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) return reply.code(status).send(errorBody(codeOfStatus[status] ?? 'BAD_REQUEST', request.id));

    log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'request failed');
    return reply.code(500).send(errorBody('INTERNAL', request.id));
  });
  app.setNotFoundHandler((request, reply) => reply.code(404).send(errorBody('NOT_FOUND', request.id)));

  const readiness = createReadiness(log);
  app.get('/health', async () => ({ status: 'ALIVE', service }));
  app.get('/ready', async (_request, reply) => {
    const report = await readiness.report();
    return reply.code(report.status === 'READY' ? 200 : 503).send(report);
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.scrape();
    return reply.header('content-type', contentType).send(text);
  });

  return {
    app,
    addReadiness: readiness.add,
    async listen({ port, host = '127.0.0.1' }) {
      await app.listen({ port, host });
      const { port: listening, family } = app.server.address() as AddressInfo;
      const name = host === '0.0.0.0' || host === '::' ? 'localhost' : family === 'IPv6' ? `[${host}]` : host;
      return `http://${name}:${listening}`;
    },
    close: () => app.close(),
  };
}

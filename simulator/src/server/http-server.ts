/** The one door: AWS requests, and the admin API under /_simulator/. Listens on the loopback interface and answers no other host's name. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { AdminRefusal } from '../admin/verb.ts';
import type { AwsCloud } from '../aws/aws-cloud.ts';
import { hostHeader, type Answer, type Cloud } from './cloud.ts';

export interface HttpServerOptions {
  port: number;
  /**
   * Host names, beside the loopback's own, under which the simulator may be reached. With any, it listens on all interfaces: for
   * containers only.
   */
  allowedHosts: readonly string[];
  aws: AwsCloud;
  /** The others: chosen by the host that a request is meant for. */
  clouds: readonly Cloud[];
  /** Milliseconds since 1970 on the simulated clouds' clock. */
  now: () => number;
  /** Runs an admin verb. */
  admin: (verb: string, input: unknown) => unknown;
  /** What GET /_simulator/info tells. */
  info: () => object;
  /** Told of a failure of the simulator itself; the request is answered 500. */
  onError: (error: unknown) => void;
}

const MAX_BODY_BYTES = 5 * 1024 * 1024;
const adminPrefix = '/_simulator/';
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

export interface HttpServer {
  port: number;
  stop: () => Promise<void>;
}

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server: Server = createServer((request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else
        send(response, options.aws.refuse('internal', { method: request.method ?? 'GET', headers: request.headers }), options.now());
    });
  });
  server.keepAliveTimeout = 65_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.allowedHosts.length > 0 ? '0.0.0.0' : '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { aws, clouds, now } = options;
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!loopbackHosts.includes(host) && !options.allowedHosts.includes(host)) {
    return sendJson(response, 421, { error: 'The simulator answers on the loopback interface only.' }, now());
  }
  const body = await readBody(request);
  if (body === 'aborted') return;
  const url = request.url ?? '/';
  if (body === 'too large') {
    response.setHeader('connection', 'close');
    if (url.startsWith(adminPrefix)) return sendJson(response, 413, { error: 'The body is too large.' }, now());
    return send(response, aws.refuse('tooLarge', { method: request.method ?? 'GET', headers: request.headers }), now());
  }
  if (url.startsWith(adminPrefix)) return serveAdmin(options, request, response, url.slice(adminPrefix.length), body);

  const meantFor = request.headers[hostHeader];
  const cloudHost = typeof meantFor === 'string' ? meantFor.toLowerCase() : '';
  const cloud = [aws, ...clouds].find((one) => one.serves(cloudHost));
  if (!cloud) return sendJson(response, 421, { error: 'The simulator plays no such host.' }, now());
  const reaction = await cloud.serve({ host: cloudHost, method: request.method ?? 'GET', url, headers: request.headers, body });
  switch (reaction.kind) {
    case 'answer':
      return send(response, reaction.answer, now());
    case 'drop':
      return void request.socket.destroy();
    case 'hang':
      return;
  }
}

/** The whole body, up to the limit; a body beyond it is not read on. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        request.pause();
        resolve('too large');
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', () => resolve('aborted'));
    request.on('close', () => resolve('aborted'));
  });
}

/**
 * POST /_simulator/<verb> with a JSON body, GET /_simulator/info. Demanding JSON keeps out web pages: a browser asks before it sends
 * that across origins, and gets no leave.
 */
function serveAdmin(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse, verb: string, body: Buffer): void {
  const now = options.now();
  if (request.method === 'GET' && verb === 'info') return sendJson(response, 200, options.info(), now);
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'POST a JSON body to /_simulator/<verb>.' }, now);
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return sendJson(response, 415, { error: 'The body must be application/json.' }, now);
  try {
    return sendJson(response, 200, { result: options.admin(verb, JSON.parse(body.toString('utf8'))) }, now);
  } catch (error) {
    if (error instanceof SyntaxError) return sendJson(response, 400, { error: 'The body is not valid JSON.' }, now);
    if (error instanceof ZodError)
      return sendJson(
        response,
        400,
        { error: error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ') },
        now,
      );
    if (error instanceof AdminRefusal) return sendJson(response, 400, { error: error.message }, now);
    throw error;
  }
}

function sendJson(response: ServerResponse, status: number, value: object, nowMs: number): void {
  send(response, { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }, nowMs);
}

/** The Date header is the simulated clock's: SDKs correct their own clock by it. */
function send(response: ServerResponse, { status, headers, body }: Answer, nowMs: number): void {
  if (response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.sendDate = false;
  response.writeHead(status, { ...headers, date: new Date(nowMs).toUTCString(), 'content-length': bytes.length });
  response.end(bytes);
}

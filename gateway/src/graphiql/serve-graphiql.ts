import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@offload/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { bundleGraphiql } from './bundle-graphiql.ts';

export interface GraphiqlOptions {
  /** Holds the built page in `dist`; where there is none, it is built there from the sources that lie in the directory. */
  directory: string;
  log: Logger;
}

const typeOfFile: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'editor.worker.js': 'text/javascript; charset=utf-8',
  'json.worker.js': 'text/javascript; charset=utf-8',
  'graphql.worker.js': 'text/javascript; charset=utf-8',
  'codicon.ttf': 'font/ttf',
};

/** Only our own files run, and only our own endpoint is called. The editor writes styles into the page, so those are let in inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves GraphiQL at `/`, from files of our own. When the page is not built yet, the first request waits a few seconds for it. */
export function serveGraphiql(app: FastifyInstance, { directory, log }: GraphiqlOptions): void {
  const dist = join(directory, 'dist');
  let built: Promise<void> | undefined;

  async function build(): Promise<void> {
    if (await stat(join(dist, 'index.html')).catch(() => undefined)) return;
    const startedAt = performance.now();
    await bundleGraphiql(directory, dist);
    log.info({ ms: Math.round(performance.now() - startedAt) }, 'graphiql built');
  }

  async function send(reply: FastifyReply, file: string, etagKnown: string | undefined): Promise<FastifyReply> {
    built ??= build();
    await built.catch((error: unknown) => {
      // The next request tries again.
      built = undefined;
      throw error;
    });

    const path = join(dist, file);
    const { size, mtimeMs } = await stat(path);
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'no-cache')
      .header('content-security-policy', contentSecurityPolicy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin');
    if (etagKnown === etag) return reply.code(304).send();
    return reply.header('content-length', size).type(typeOfFile[file]!).send(createReadStream(path));
  }

  app.get('/', (request, reply) => send(reply, 'index.html', request.headers['if-none-match']));
  app.get<{ Params: { file: string } }>('/graphiql/:file', (request, reply) => {
    const { file } = request.params;
    if (!Object.hasOwn(typeOfFile, file)) return reply.callNotFound();
    return send(reply, file, request.headers['if-none-match']);
  });
}

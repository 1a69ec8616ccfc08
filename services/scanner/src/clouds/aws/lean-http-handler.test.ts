import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionFailed } from '../http/connection-failed.ts';
import { LeanHttpHandler } from './lean-http-handler.ts';

describe('LeanHttpHandler', () => {
  let handler: LeanHttpHandler;
  let server: Server;
  let answer: RequestListener;
  beforeEach(async () => {
    handler = new LeanHttpHandler({ connectionTimeoutMs: 1_000, silenceTimeoutMs: 300, connections: 2 });
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    await handler.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const request = (over: Partial<HttpRequest> = {}): HttpRequest =>
    new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port: (server.address() as AddressInfo).port, path: '/', ...over });
  const textOf = (body: Uint8Array): string => Buffer.from(body).toString();

  it('sends what the SDK says, and gives the whole answer', async () => {
    answer = (incoming, response) => {
      const said = { method: incoming.method, url: incoming.url, marked: incoming.headers['x-marked'] };
      incoming.setEncoding('utf8').once('data', (body) => {
        response.writeHead(418, { 'x-many': ['one', 'two'] });
        response.write(JSON.stringify({ ...said, body }));
        setImmediate(() => response.end(' and the rest'));
      });
    };
    const { response } = await handler.handle(
      request({ method: 'POST', path: '/of', query: { size: '1', a: ['x', 'y'] }, headers: { 'x-marked': 'yes' }, body: 'question' }),
    );

    expect(response.statusCode).toBe(418);
    expect(response.headers['x-many']).toBe('one, two');
    expect(textOf(response.body)).toBe('{"method":"POST","url":"/of?a=x&a=y&size=1","marked":"yes","body":"question"} and the rest');
  });

  it('reuses its connections', async () => {
    let connections = 0;
    server.on('connection', () => (connections += 1));
    answer = (_incoming, response) => response.end('ok');
    for (let turn = 0; turn < 5; turn += 1) await handler.handle(request());
    await Promise.all(Array.from({ length: 20 }, () => handler.handle(request())));
    expect(connections).toBe(2);
  });

  it.each([
    ['is silent', 'ETIMEDOUT', () => undefined],
    ['is silent in the middle of its answer', 'ETIMEDOUT', (response: { write(text: string): void }) => response.write('half')],
    ['cuts the connection', 'ECONNRESET', (response: { destroy(): void }) => response.destroy()],
  ])('fails in a way that the SDK tries again when the server %s', async (_what, code, behave) => {
    answer = (_incoming, response) => void behave(response);
    const failed = await handler.handle(request()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConnectionFailed);
    expect(failed).toMatchObject({ code });
  });

  it('leaves a redirect to the caller, and says of a port that nobody listens on what the system says', async () => {
    answer = (_incoming, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect((await handler.handle(request())).response.statusCode).toBe(302);
    await expect(handler.handle(request({ port: 1 }))).rejects.toMatchObject({ name: 'ConnectionFailed', code: 'ECONNREFUSED' });
  });

  it('ends a request with the signal, also before it began', async () => {
    answer = () => undefined;
    const aborting = new AbortController();
    const pending = handler.handle(request(), { abortSignal: aborting.signal });
    aborting.abort(new Error('no longer wanted'));
    await expect(pending).rejects.toThrow('no longer wanted');
    await expect(handler.handle(request(), { abortSignal: aborting.signal })).rejects.toThrow('no longer wanted');
  });
});

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudLease } from '@offload/contracts';
import { openAzureSession, type AzureSession } from '../azure-session.ts';

/** A request as Resource Manager would get it. */
export interface ArmRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The JSON that was sent; null without a body. */
  readonly body: any;
}

export interface ArmAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is a string or bytes. */
  readonly body?: unknown;
}

export interface FakeArm {
  readonly endpoint: string;
  readonly requests: ArmRequest[];
  /** Answers every later request; `hang` never does, `drop` closes the connection. */
  answer(how: (request: ArmRequest) => ArmAnswer | 'hang' | 'drop'): void;
  session(options?: { accessToken?: string; region?: string; maxAttempts?: number }): AzureSession;
  stop(): Promise<void>;
}

export const subscriptionId = '00000000-0000-4000-8000-000000000001';

/** A token of that principal, as Entra makes them, without a signature. */
export const tokenOf = (oid: string): string => `e30.${Buffer.from(JSON.stringify({ oid })).toString('base64url')}.`;

/** Starts a server that answers what a test says, where a simulator would say what Azure does. */
export async function fakeArm(): Promise<FakeArm> {
  const requests: ArmRequest[] = [];
  let how: (request: ArmRequest) => ArmAnswer | 'hang' | 'drop' = () => ({ status: 500 });
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://fake');
    void text(incoming).then((sent) => {
      const { method = '', headers } = incoming;
      const request = { method, path: url.pathname, query: url.searchParams, headers, body: sent === '' ? null : JSON.parse(sent) };
      requests.push(request);
      const answer = how(request);
      if (answer === 'hang') return;
      if (answer === 'drop') return void incoming.socket.destroy();
      outgoing.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      const { body = {} } = answer;
      outgoing.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    endpoint,
    requests,
    answer(next) {
      requests.length = 0;
      how = next;
    },
    session({ accessToken = tokenOf('the-scanner'), region = 'westeurope', maxAttempts = 1 } = {}) {
      const lease = { kind: 'AZURE_TOKEN', accessToken, expiresAt: '2030-01-01T00:00:00.000Z' } as CloudLease;
      return openAzureSession(lease, { accountId: subscriptionId, region, endpointOverride: endpoint, maxAttempts });
    },
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

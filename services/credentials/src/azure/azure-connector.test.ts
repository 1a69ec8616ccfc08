import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { unusedPort } from '@offload/testkit';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAzureConnector, type AzureConnector } from './azure-connector.ts';
import type { AzurePrincipal } from './sign-in.ts';
import { startFakeAzure, type FakeAzure } from './testing/fake-azure.ts';
import { reader } from './testing/roles.ts';

describe('the way to Azure', () => {
  let azure: FakeAzure;
  let connector: AzureConnector;
  let principal: AzurePrincipal;

  beforeAll(async () => {
    azure = await startFakeAzure();
    connector = createAzureConnector({ mode: 'simulator', url: azure.url }, () => new Date());
    const { directoryId, clientId } = azure.addApplication({ secrets: [{ value: 'a-secret' }] });
    principal = { directoryId, clientId, proof: { clientSecret: new Secret('a-secret') } };
  });
  afterEach(() => {
    azure.faults = [];
  });
  afterAll(async () => {
    connector.close();
    await azure.stop();
  });

  it('asks Entra for one thing only, and remembers no token', async () => {
    azure.requests.length = 0;

    const [one, other] = [await connector.signIn(principal), await connector.signIn(principal)];

    expect(one.accessToken.reveal()).not.toBe(other.accessToken.reveal());
    expect(one.objectId).toMatch(/^[0-9a-f-]{36}$/);
    const path = `/${principal.directoryId}/oauth2/v2.0/token`;
    expect(azure.requests.map(({ host, path: asked }) => [host, asked])).toEqual([
      ['login.microsoftonline.com', path],
      ['login.microsoftonline.com', path],
    ]);
    expect(new URLSearchParams(azure.requests[0]!.body).get('scope')).toContain('https://management.azure.com/.default');
  });

  it('takes no authority and no proxy from the environment', async () => {
    const proxy = `http://127.0.0.1:${await unusedPort()}`;
    const misleading = { AZURE_AUTHORITY_HOST: 'https://evil.example', HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
    const before = Object.keys(misleading).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, misleading);
    try {
      await expect(connector.signIn(principal)).resolves.toMatchObject({ expiresAt: expect.any(Date) });
    } finally {
      for (const [name, value] of before)
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });

  it('tries again what passes, and says so when it does not', async () => {
    azure.requests.length = 0;
    azure.faults = [{ match: /oauth2/, effect: 'throttle' }];
    await expect(connector.signIn(principal)).rejects.toMatchObject({ kind: 'THROTTLED' });
    expect(azure.requests).toHaveLength(3);

    azure.faults = [{ match: /oauth2/, effect: 'drop' }];
    await expect(connector.signIn(principal)).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  });

  it('reads every page of a list, and the directory of a subscription without signing in', async () => {
    const { directoryId } = principal;
    const token = await connector.signIn(principal);
    const five = Array.from({ length: 5 }, () => ({ ...reader }));
    const { subscriptionId } = azure.addSubscription({ directoryId, grants: new Map([[token.objectId!, five]]) });

    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    expect(await connector.as(token).list(path)).toEqual(five);
    expect(await connector.reach(subscriptionId)).toMatchObject({ directoryId });
    expect(await connector.reach('00000000-0000-0000-0000-000000000001')).toMatchObject({ directoryId: null });
  });

  describe('with a page that names another host as the next', () => {
    let server: Server;
    let asked: number;
    beforeAll(async () => {
      asked = 0;
      server = createServer((_request, response) => {
        asked += 1;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ value: [], nextLink: 'https://evil.example/subscriptions?page=2' }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    it('sends the token to nobody else', async () => {
      const { port } = server.address() as AddressInfo;
      const foreign = createAzureConnector({ mode: 'simulator', url: `http://127.0.0.1:${port}` }, () => new Date());
      const token = { accessToken: new Secret('token'), expiresAt: new Date(), objectId: null };

      await expect(foreign.as(token).list('/subscriptions?api-version=2022-12-01')).rejects.toMatchObject({ code: 'ForeignNextLink' });

      foreign.close();
      server.closeAllConnections();
      expect(asked).toBe(1);
    });
  });
});

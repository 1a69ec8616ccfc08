import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { startSimulator, type Simulator } from '@offload/simulator';
import { unusedPort } from '@offload/testkit';
import { decodeJwt } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAzureConnector, type AzureConnector } from './azure-connector.ts';
import type { AzurePrincipal } from './sign-in.ts';

describe('the way to Azure', () => {
  let simulator: Simulator;
  let connector: AzureConnector;
  let principal: AzurePrincipal;

  beforeAll(async () => {
    simulator = await startSimulator({ seed: 'connector', size: 0 });
    connector = createAzureConnector({ mode: 'simulator', url: simulator.endpoint }, () => new Date());
    const { directoryId, clientId } = await simulator.azure.createApplication({ secrets: [{ value: 'a-secret' }] });
    principal = { directoryId, clientId, proof: { clientSecret: new Secret('a-secret') } };
  });
  afterEach(() => simulator.faults.clear());
  afterAll(async () => {
    connector.close();
    await simulator.stop();
  });

  it('asks Entra for one thing only, and remembers no token', async () => {
    await simulator.clearRecorded();

    const [one, other] = [await connector.signIn(principal), await connector.signIn(principal)];

    expect(one.accessToken.reveal()).not.toBe(other.accessToken.reveal());
    expect(one.objectId).toMatch(/^[0-9a-f-]{36}$/);
    const recorded = await simulator.recorded();
    expect(recorded.map(({ operation, outcome, count }) => [operation, outcome, count])).toEqual([['entra.token', 'ok', 2]]);
    expect(decodeJwt(one.accessToken.reveal())).toMatchObject({ aud: 'https://management.azure.com', oid: one.objectId });
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
    await simulator.clearRecorded();
    await simulator.faults.set([{ match: { action: 'entra.token' }, effect: 'throttle' }]);
    await expect(connector.signIn(principal)).rejects.toMatchObject({ kind: 'THROTTLED' });
    expect(await simulator.recorded()).toEqual([expect.objectContaining({ operation: 'entra.token', outcome: 'fault', count: 3 })]);

    await simulator.faults.set([{ match: { action: 'entra.token' }, effect: 'drop' }]);
    await expect(connector.signIn(principal)).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  });

  it('reads every page of a list, and the directory of a subscription without signing in', async () => {
    const { directoryId, clientId } = principal;
    const token = await connector.signIn(principal);
    const { subscriptionId } = await simulator.azure.createSubscription({ directoryId });
    const five = ['compute', 'network', 'sql', 'storage', 'web'].map((one) => [`Microsoft.${one}/*/read`, 'Microsoft.Authorization/*/read']);
    for (const actions of five) await simulator.azure.assign({ subscriptionId, clientId, permissions: { actions } });

    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    expect((await connector.as(token).list<{ actions: string[] }>(path)).map(({ actions }) => actions)).toEqual(five);
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

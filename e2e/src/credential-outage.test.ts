import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsFaultPoints } from '@offload/accounts/fault-points';
import { credentialsFaultPoints } from '@offload/credentials/fault-points';
import { startSimulator, type Simulator } from '@offload/simulator';
import { eventually } from '@offload/testkit';
import { startTwoServices, type FaultPoint, type Part, type TwoServices } from './testing/two-services.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'credential-outage', size: 0 });
}, 30_000);
afterAll(() => simulator?.stop());

const [firstRole, secondRole] = ['OffloadSecurityScanner', 'OffloadSecurityScannerNew'];

/** An account with two roles, and how it is connected, rotated and disconnected: each may be asked again. */
async function lifeOf(services: TwoServices) {
  const { accountId } = await simulator.createAccount({ size: 0 });
  const { principalArn } = simulator.platform;
  const externalIdOf = (roleName: string): string => `external-id-${services.tenantId}-${roleName}`;
  for (const roleName of [firstRole, secondRole]) await simulator.applyOnboarding({ accountId, roleName, externalId: externalIdOf(roleName), principalArn });
  const role = (roleName: string) => ({ roleArn: `arn:aws:iam::${accountId}:role/${roleName}`, externalId: externalIdOf(roleName) });

  async function connect(): Promise<string | null> {
    const input = { name: 'Life', role: role(firstRole), initialScan: false, idempotencyKey: 'the-life' };
    const { data } = await services.graph('accounts', `mutation ($input: ConnectAwsAccountInput!) { answer: connectAwsAccount(input: $input) { ... on CloudAccount { id } } }`, { input });
    return data?.answer?.id ?? null;
  }
  async function rotate(id: string): Promise<string | null> {
    const { data } = await services.graph(
      'accounts',
      `mutation ($id: ID!, $input: CredentialInput!) { answer: rotateCredential(cloudAccountId: $id, input: $input) { __typename ... on InvalidCredentialInput { code } } }`,
      { id, input: { aws: { role: role(secondRole) } } },
    );
    return data?.answer?.code ?? data?.answer?.__typename ?? null;
  }
  async function disconnect(id: string): Promise<string | null> {
    const { data } = await services.graph('accounts', `mutation ($id: ID!) { answer: disconnectCloudAccount(id: $id) { __typename } }`, { id });
    return data?.answer?.__typename ?? null;
  }
  return { connect, rotate, disconnect };
}

const accountsOf = async (services: TwoServices): Promise<{ id: string; status: string }[]> =>
  (await services.graph('accounts', `{ cloudAccounts { nodes { id status } } }`)).data.cloudAccounts.nodes;

const faultPoints: readonly FaultPoint[] = [...accountsFaultPoints, ...credentialsFaultPoints];
const parts: readonly Part[] = ['bus', 'accounts', 'credentials', 'secret store'];

describe.each(parts)('an outage of %s, from any step of the life of a credential on and for longer than every call waits', (part) => {
  it.each(faultPoints)(
    '%s: leaves the old or the new state, no account without its secret, and after the sweep nothing over',
    async (faultPoint) => {
      const services = await startTwoServices(simulator);
      try {
        const life = await lifeOf(services);
        let isReached = false;
        services.onFaultPoint = (name) => {
          if (name !== faultPoint || isReached) return;
          isReached = true;
          services.away.add(part);
        };

        // Each step is asked once, whatever became of the one before.
        const id = await life.connect();
        const known = id ?? (await accountsOf(services))[0]?.id;
        if (known) {
          await life.rotate(known);
          await life.disconnect(known);
        }
        // The last steps follow from an event.
        await eventually(() => isReached, { timeoutMs: 10_000 });

        services.onFaultPoint = () => undefined;
        services.away.clear();
        await services.sweep();

        // What is connected can be lent, and holds one secret; what is not holds none.
        const standing = async () => {
          const connected = await accountsOf(services);
          for (const account of connected) expect((await services.lease(account.id)).outcome).toBe('LEASED');
          expect(await services.held()).toEqual({ secrets: connected.length, sealed: connected.length, successors: 0 });
        };
        await eventually(async () => void (await standing()), { timeoutMs: 30_000 });

        // And the same life goes on to its end.
        const again = await life.connect();
        expect(again).not.toBeNull();
        expect(await life.rotate(again!)).toMatch(/^(CredentialRotated|SAME_CREDENTIAL|NotFound)$/);
        expect(await life.disconnect(again!)).toBe('CloudAccountDisconnected');
        await eventually(async () => expect(await services.held()).toEqual({ secrets: 0, sealed: 0, successors: 0 }), { timeoutMs: 30_000 });
      } finally {
        await services.close();
      }
    },
    90_000,
  );
});

it('tells whoever connects that the secret store is away, with a remedy and nothing of where it is; nothing is stored', async () => {
  const services = await startTwoServices(simulator);
  try {
    const { accountId } = await simulator.createAccount({ size: 0 });
    const externalId = `external-id-${services.tenantId}`;
    const { roleArn } = await simulator.applyOnboarding({ accountId, externalId, principalArn: simulator.platform.principalArn });
    const input = { name: 'Sealed', role: { roleArn, externalId }, initialScan: false, idempotencyKey: 'sealed' };
    const connect = () =>
      services.graph('accounts', `mutation ($input: ConnectAwsAccountInput!) { answer: connectAwsAccount(input: $input) { ... on CloudAccount { id status } } }`, { input });

    services.away.add('secret store');
    const { errors } = await connect();
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('Nothing was changed'),
        extensions: expect.objectContaining({ code: 'SECRET_STORE_UNAVAILABLE', remedy: expect.stringContaining('operator') }),
      }),
    ]);
    expect(await services.held()).toEqual({ secrets: 0, sealed: 0, successors: 0 });

    services.away.clear();
    const { data } = await connect();
    expect(data.answer).toMatchObject({ status: 'CONNECTED' });
    expect(await services.held()).toEqual({ secrets: 1, sealed: 1, successors: 0 });
  } finally {
    await services.close();
  }
}, 60_000);

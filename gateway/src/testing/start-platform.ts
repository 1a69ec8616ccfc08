import { readFile } from 'node:fs/promises';
import { hashApiKey, newApiKey, scope, type Principal, type Scope, type ServiceName } from '@offload/contracts';
import { createLogger, createTokenIssuer, generateIssuerKeys, loadConfig } from '@offload/service-kit';
import { tenantId } from '@offload/testkit';
import { exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { buildApp, type Gateway } from '../app.ts';
import { configSchema } from '../config.ts';
import { startFakeService, type FakeService, type FakeWorld } from './fake-services.ts';
import { createScanFeed } from './scan-feed.ts';

/** A gateway over four fake services, all on real sockets. */
export interface Platform {
  gateway: Gateway;
  world: FakeWorld;
  services: Record<ServiceName, FakeService>;
  /** Every line that gateway and services have logged. */
  logged: string[];
  /** Reads what the gateway has sealed to credentials. */
  privateKey: CryptoKey;
  /** An API key with all scopes when not said, of a tenant of its own when not said. It can be given other scopes later. */
  newKey(scopes?: readonly Scope[], tenant?: string): { key: string; principal: Principal; become(scopes: readonly Scope[]): void };
  stop(service: ServiceName): Promise<void>;
  /** Starts a service again where it was. */
  restart(service: ServiceName): Promise<void>;
  close(): Promise<void>;
}

const names: readonly ServiceName[] = ['accounts', 'credentials', 'scanner', 'inventory'];

/** Starts all of it, with environment variables beside those that are needed. The clock, in milliseconds, is the system's when not said. */
export async function startPlatform(environment: Record<string, string> = {}, clock?: () => number): Promise<Platform> {
  const logged: string[] = [];
  const log = createLogger({ service: 'test', level: 'trace', destination: { write: (line) => void logged.push(line) } });
  const issuerKeys = generateIssuerKeys();
  const publicKeys = { gateway: issuerKeys.publicKey };
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });

  const world: FakeWorld = {
    keys: new Map(),
    keyExpiries: new Map(),
    connected: [],
    feed: createScanFeed(),
    inventoryBroken: false,
    publicKeys: [{ ...(await exportJWK(publicKey)), kid: 'key-1' }],
    oidcDocuments: null,
    oidcDocumentsAsked: 0,
    lookUps: 0,
    seen: [],
  };
  const started = await Promise.all(names.map(async (name) => [name, await startFakeService(name, world, publicKeys, log)] as const));
  const services = Object.fromEntries(started) as Record<ServiceName, FakeService>;

  const gateway = await buildApp({
    config: loadConfig(configSchema, {
      PORT: '0',
      HOST: '127.0.0.1',
      ...Object.fromEntries(names.map((name) => [`${name.toUpperCase()}_URL`, services[name].url])),
      INTERNAL_TOKEN_PRIVATE_KEY: issuerKeys.privateKey.reveal(),
      ...environment,
    }),
    log,
    supergraphSdl: await readFile('schemas/supergraph.graphql', 'utf8'),
    tokenIssuer: createTokenIssuer({ issuer: 'gateway', privateKey: issuerKeys.privateKey }),
    clock,
  }).catch(async (error: unknown) => {
    await Promise.all(names.map((name) => services[name].close()));
    throw error;
  });

  return {
    gateway,
    world,
    services,
    logged,
    privateKey,
    newKey(scopes = scope.options, tenant = tenantId()) {
      const key = newApiKey();
      const principal: Principal = {
        tenantId: tenant,
        subject: `api-key:${hashApiKey(key).slice(0, 8)}`,
        roles: [],
        scopes: [...scopes],
      };
      world.keys.set(hashApiKey(key), principal);
      return { key, principal, become: (others) => void world.keys.set(hashApiKey(key), { ...principal, scopes: [...others] }) };
    },
    stop: (name) => services[name].close(),
    async restart(name) {
      services[name] = await startFakeService(name, world, publicKeys, log, Number(new URL(services[name].url).port));
    },
    async close() {
      await gateway.close();
      await Promise.all(names.map((name) => services[name].close()));
    },
  };
}

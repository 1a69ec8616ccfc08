import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { configSchema as accounts } from '@offload/accounts/config';
import { configSchema as credentials } from '@offload/credentials/config';
import { configSchema as gateway } from '@offload/gateway/config';
import { configSchema as inventory } from '@offload/inventory/config';
import { configSchema as scanner } from '@offload/scanner/config';
import { describeConfig, loadConfig } from '@offload/service-kit';
import { newEnvFile } from './env-file/new-env-file.ts';
import { composeErrors } from './testing/compose-schema.ts';
import { loadComposeProject, readComposeFile, type ComposeService } from './testing/compose-project.ts';

const root = join(__dirname, '..', '..');
const env = parseEnv(newEnvFile());
const real = loadComposeProject(root, env);
const demo = loadComposeProject(root, { ...env, COMPOSE_PROFILES: 'demo' });
const schemas = { accounts, credentials, gateway, inventory, scanner };
const programs = Object.entries(schemas);

const named = (entries: [string, ComposeService][]): string[] => entries.map(([name]) => name).sort();
const all = Object.entries(real.services);
const longRunning = all.filter(([, { restart }]) => restart !== 'no');

/** The text of a secret file stands in for the file, which only a container has. */
const withoutFiles = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => (name.endsWith('_ID_FILE') ? [name.slice(0, -'_FILE'.length), 'from-a-file'] : [name, value])));

describe('docker-compose.yml', () => {
  it('fits the schema of the Compose specification', () => {
    const file = readComposeFile(root);
    expect(composeErrors(file)).toEqual([]);

    expect(composeErrors({ ...file, services: { ...file.services, gateway: { ...file.services.gateway, read_only: 'perhaps', port: 4000 } } })).not.toEqual([]);
  });

  it('refuses to start without the passwords and keys that make-env makes', () => {
    for (const name of ['POSTGRES_PASSWORD', 'VAULT_SEAL_KEY', 'EXTERNAL_ID_HASH_KEY', 'INTERNAL_TOKEN_PUBLIC_KEYS', 'NATS_SCANNER_PASSWORD', 'GATEWAY_TOKEN_PRIVATE_KEY']) {
      expect(() => loadComposeProject(root, { ...env, [name]: '' })).toThrow(name);
    }
  });

  it.each(programs)('gives %s no variable that it does not know', (name, schema) => {
    const known = new Set(describeConfig(schema).flatMap(({ name: variable, type }) => (type === 'secret' ? [variable, `${variable}_FILE`] : [variable])));
    for (const project of [real, demo]) expect(Object.keys(project.services[name]!.environment).filter((variable) => !known.has(variable))).toEqual([]);
  });

  it.each(programs)('gives %s all that it needs, in real and in simulated clouds', (name, schema) => {
    for (const project of [real, demo]) {
      const { environment } = project.services[name]!;
      expect(() => loadConfig(schema, withoutFiles(environment))).not.toThrow();
      expect(environment['PORT']).toBe(String(loadConfig(schema, { ...withoutFiles(environment), PORT: undefined }).PORT));
    }
  });

  it('names only variables that make-env makes, and those that have a default', () => {
    const text = ['docker-compose.yml', 'deploy/docker/clouds/real/accounts.env', 'deploy/docker/clouds/real/credentials.env'].map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const needed = [...text.matchAll(/\$\{(\w+)(?::\?[^}]*)?\}/g)].map(([, name]) => name!);
    expect(needed.filter((name) => env[name] === undefined)).toEqual([]);
    expect(needed.length).toBeGreaterThan(40);
  });

  it('points every service at the port on which the other one listens', () => {
    for (const { environment } of Object.values(demo.services)) {
      for (const [, host, port] of Object.values(environment).flatMap((value) => [...value.matchAll(/^http:\/\/([\w-]+):(\d+)$/g)])) {
        const target = demo.services[host!]!;
        expect([host, target.environment['PORT'] ?? target.environment['SIMULATOR_PORT'] ?? '8200']).toEqual([host, port]);
      }
    }
  });

  it('takes the clouds from one setting, and knows no other than the real ones and the demo', () => {
    expect(real.services['accounts']!.environment['CLOUDS']).toBe('real');
    expect(real.services['credentials']!.environment).toMatchObject({ CLOUDS: 'real' });
    expect(real.services['credentials']!.environment).not.toHaveProperty('SIMULATOR_URL');
    expect(demo.services['accounts']!.environment['CLOUDS']).toBe('simulator');
    expect(demo.services['credentials']!.environment).toMatchObject({ CLOUDS: 'simulator', SIMULATOR_URL: 'http://simulator:4566' });
    expect(() => loadComposeProject(root, { ...env, COMPOSE_PROFILES: 'staging' })).toThrow('ENOENT');
    expect(all.filter(([, { profiles }]) => profiles).map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['simulator', ['demo']],
      ['demo', ['on-demand']],
    ]);
  });

  it("never mixes an operator's AWS key into the demo", () => {
    const mixed = loadComposeProject(root, { ...env, COMPOSE_PROFILES: 'demo', PLATFORM_AWS_ACCESS_KEY_ID: 'AKIAREAL', PLATFORM_AWS_SECRET_ACCESS_KEY: 'real-secret' });
    expect(JSON.stringify(mixed)).not.toMatch(/AKIAREAL|real-secret/);
  });

  it('names the platform as an issuer to credentials alone, and never confuses it with the issuer of people', () => {
    const issuers = { OIDC_ISSUER: 'https://people.example.com', OIDC_AUDIENCE: 'offload', OIDC_JWKS_URL: 'https://people.example.com/keys' };
    const { services } = loadComposeProject(root, { ...env, ...issuers, PLATFORM_OIDC_ISSUER: 'https://offload.example.com' });
    expect(loadConfig(credentials, withoutFiles(services['credentials']!.environment)).OIDC_ISSUER).toBe('https://offload.example.com');
    expect(loadConfig(gateway, services['gateway']!.environment).OIDC_ISSUER).toBe('https://people.example.com');
    expect(loadConfig(credentials, withoutFiles(real.services['credentials']!.environment)).OIDC_ISSUER).toBeUndefined();
    expect(loadConfig(credentials, withoutFiles(demo.services['credentials']!.environment)).OIDC_ISSUER).toBe('https://offload-security.example');
  });

  it('gives a secret to nobody who does not need it', () => {
    const holders = (value: string): string[] => named(Object.entries(demo.services).filter(([, { environment }]) => Object.values(environment).some((text) => text.includes(value))));
    expect(holders(env['POSTGRES_PASSWORD']!)).toEqual(['postgres', 'provision']);
    expect(holders(env['VAULT_SEAL_KEY']!)).toEqual(['vault']);
    expect(holders(env['EXTERNAL_ID_HASH_KEY']!)).toEqual(['accounts']);
    for (const service of ['accounts', 'credentials', 'scanner', 'inventory']) {
      expect(holders(env[`NATS_${service.toUpperCase()}_PASSWORD`]!)).toEqual([service, 'nats'].sort());
      for (const role of ['OWNER', 'RUNTIME', 'SYSTEM']) expect(holders(env[`${service.toUpperCase()}_${role}_PASSWORD`]!)).toEqual([service, 'provision'].sort());
    }
    for (const issuer of ['gateway', 'accounts', 'credentials', 'scanner', 'inventory']) {
      expect(holders(JSON.parse(env[`${issuer.toUpperCase()}_TOKEN_PRIVATE_KEY`]!).d)).toEqual([issuer]);
    }
    expect(named(all.filter(([, { volumes = [] }]) => volumes.some((volume) => volume.startsWith('vault-init:'))))).toEqual(['vault-bootstrap', 'volumes']);
    expect(real.services['credentials']!.volumes).toEqual(['vault-approle:/var/lib/offload/vault-approle:ro']);
  });
});

describe('the containers', () => {
  it('publish one port: the gateway, on the loopback interface', () => {
    expect(all.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]))).toEqual([['gateway', '127.0.0.1:4000:4000']]);
  });

  it('have one network that is open to the machine, with the gateway alone; PostgreSQL, NATS and OpenBao are out of its reach', () => {
    const on = (network: string): string[] => named(all.filter(([, { networks = [] }]) => networks.includes(network)));
    expect(Object.entries(real.networks).filter(([, network]) => !network?.internal).map(([name]) => name).sort()).toEqual(['clouds', 'public']);
    expect(on('public')).toEqual(['gateway']);
    expect(on('clouds')).toEqual(['accounts', 'credentials', 'scanner']);
    expect(on('data')).toEqual(['accounts', 'credentials', 'inventory', 'nats', 'postgres', 'provision', 'scanner']);
    expect(on('vault')).toEqual(['credentials', 'vault', 'vault-bootstrap']);
    expect(on('simulated-clouds')).toEqual(['credentials', 'demo', 'gateway', 'scanner', 'simulator']);
    for (const [name, { networks, network_mode: mode }] of all) expect([name, networks ? 'networks' : mode]).toEqual([name, networks ? 'networks' : 'none']);
  });

  it.each(all)('%s cannot write its image, gain a privilege, or fill the machine', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true });
    expect(service.privileged).toBeUndefined();
    expect(service.deploy?.resources?.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String), pids: expect.any(Number) });
  });

  it('are not root, but for the one that gives the volumes away: it has no network and one capability', () => {
    expect(all.filter(([, { user }]) => !/^[1-9]\d*:[1-9]\d*$/.test(user ?? '')).map(([name]) => name)).toEqual(['volumes']);
    expect(all.filter(([, { cap_add: added }]) => added).map(([name, { cap_add: added }]) => [name, added])).toEqual([['volumes', ['CHOWN']]]);
    expect(real.services['volumes']).toMatchObject({ restart: 'no', network_mode: 'none' });
  });

  it.each(longRunning)('%s comes back after a crash, says whether it is healthy, and has time to end', (_name, service) => {
    expect(service.restart).toBe('unless-stopped');
    expect(service.healthcheck?.test[0]).toBe('CMD');
    expect(Number.parseInt(service.stop_grace_period!, 10)).toBeGreaterThanOrEqual(30);
  });

  it.each(Object.keys(schemas))('%s is asked at its own port whether it is ready', (name) => {
    const { healthcheck, environment } = real.services[name]!;
    expect(healthcheck!.test).toEqual(['CMD', 'node', 'healthcheck/main.mjs', `http://127.0.0.1:${environment['PORT']}/ready`]);
  });

  it('run images of a certain version', () => {
    for (const [name, { image }] of all) expect([name, image]).toEqual([name, expect.stringMatching(/^[\w./-]+:\d+\.\d+(\.\d+)?(-\w+)?$/)]);
  });

  it('wait for what they need: for servers until they are healthy, for one-shot containers until they are done', () => {
    for (const [name, { depends_on: needed = {} }] of all) {
      for (const [dependency, { condition }] of Object.entries(needed)) {
        const isOnce = real.services[dependency]!.restart === 'no';
        // OpenBao is healthy only after the bootstrap that waits for it.
        const wanted = isOnce ? 'service_completed_successfully' : name === 'vault-bootstrap' ? 'service_started' : 'service_healthy';
        expect([name, dependency, condition]).toEqual([name, dependency, wanted]);
      }
    }
    expect(Object.keys(real.services['credentials']!.depends_on!).sort()).toEqual(['nats', 'provision', 'vault', 'vault-bootstrap']);
    expect(Object.keys(real.services['gateway']!.depends_on!).sort()).toEqual(['accounts', 'credentials', 'inventory', 'scanner']);
  });

  it('use volumes that exist and are given to whoever writes them', () => {
    const mounted = all.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!)).filter((source) => !source.startsWith('.'));
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(real.volumes).sort());
    const given = real.services['volumes']!.command![0]!;
    for (const volume of Object.keys(real.volumes)) expect(given).toMatch(new RegExp(`chown (1000:1000|999:999) [^&]*/volumes/${volume}( |$)`));
  });
});

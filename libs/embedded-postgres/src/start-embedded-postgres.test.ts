import { eventually, unusedPort } from '@offload/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.ts';
import { placeBinaries } from './place-binaries.ts';
import { processCommand } from './process-start.ts';
import { serverIdentity } from './server-identity.ts';
import { openShelter } from './shelter.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import { sweepShelter } from './sweep-shelter.ts';
import { unsupportedPlatform } from './unsupported-platform.ts';

let home: string;
let dataDirectory: string;
let servers: EmbeddedPostgres[];
let platforms: ChildProcess[];
// Guarantees of root alone: for anybody else there is nothing to test.
const asRoot = serverIdentity() ? it : () => undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), `offload-test-${process.pid}-`));
  chmodSync(home, 0o755);
  dataDirectory = join(home, 'postgres');
  servers = [];
  platforms = [];
});
afterEach(async () => {
  for (const platform of platforms) platform.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  await eventually(() => expect(postmasters()).toEqual([]));
  rmSync(home, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, ...options });
  servers.push(server);
  return server;
}

/** The platform in a process of its own: gives it, and the URL that it printed. */
async function startPlatform(): Promise<{ platform: ChildProcess; adminUrl: string }> {
  const platform = spawn(process.execPath, [join(__dirname, 'platform-process.fixture.ts'), dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  platforms.push(platform);
  const [adminUrl] = (await once(createInterface({ input: platform.stdout! }), 'line')) as [string];
  return { platform, adminUrl };
}

async function query(adminUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

const postmasters = (): string[] => {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('bin/postgres -D') && line.includes(home));
};
const guards = (): number[] => {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes('offload-postgres-guard') && line.includes(home));
  return lines.map((line) => Number.parseInt(line, 10));
};
const kill9 = async (platform: ChildProcess): Promise<void> => {
  platform.kill('SIGKILL');
  await once(platform, 'exit');
};

describe('startEmbeddedPostgres', () => {
  it('keeps rows, password and port over a restart, and leaves no process behind', async () => {
    const first = await start();
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect([postmasters(), guards()]).toEqual([[], []]);

    const second = await start();
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await query(second.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('takes another port when the one of the last time is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    squatter.close();
    expect(second.port).not.toBe(first.port);
  });

  it('refuses a port that is wanted and taken, and says which', async () => {
    const port = await unusedPort();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    await expect(start({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    squatter.close();
    expect((await start({ port })).port).toBe(port);
  });

  it('listens on loopback only, asks for its password, and keeps that where only we can read it', async () => {
    const { adminUrl } = await start();
    const settings = await query(
      adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync') ORDER BY 1`,
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    await expect(query(Object.assign(new URL(adminUrl), { password: 'wrong' }).href, 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );

    const file = join(home, 'postgres.password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(new URL(adminUrl).password);
  });

  it('is nobody else’s: a second start on the same directory is refused, here and from another process', async () => {
    await start();
    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
    const other = spawn(process.execPath, [join(__dirname, 'platform-process.fixture.ts'), dataDirectory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    platforms.push(other);
    let said = '';
    other.stderr!.on('data', (text) => (said += text));
    expect(await once(other, 'exit')).toEqual([1, null]);
    expect(said).toContain(`in use by process ${process.pid}`);
  });

  it('ends the server when its parent is killed, and the next start finds every committed row', async () => {
    const { platform, adminUrl } = await startPlatform();
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
    await kill9(platform);

    // At once, while the old server may still be on its way down.
    const next = await start();
    expect(await query(next.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(postmasters()).toHaveLength(1);
  });

  it('leaves nothing running after its parent was killed', async () => {
    const { platform } = await startPlatform();
    await kill9(platform);
    await eventually(() => expect([postmasters(), guards()]).toEqual([[], []]));
  });

  it('ends a leftover server whose guard was killed, too', async () => {
    const { platform, adminUrl } = await startPlatform();
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
    for (const guard of guards()) process.kill(guard, 'SIGKILL');
    await kill9(platform);
    expect(postmasters()).toHaveLength(1);

    const next = await start();
    expect(await query(next.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('starts after parent, guard and server were all killed (a power failure)', async () => {
    const { platform, adminUrl } = await startPlatform();
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
    for (const pid of [...guards(), ...postmasters().map((line) => Number.parseInt(line, 10))]) process.kill(pid, 'SIGKILL');
    await kill9(platform);

    const next = await start();
    expect(await query(next.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('is not misled by a pid file whose number belongs to another process by now', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(dataDirectory, 'postmaster.pid'), `${process.pid}\n${dataDirectory}\n`);
    expect(await query((await start()).adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('starts over when the first start was cut short', async () => {
    mkdirSync(join(home, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(home, 'postgres.password'), 'of the start that was cut short');
    expect(await query((await start()).adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('says what is wrong with a directory that it cannot use', async () => {
    mkdirSync(dataDirectory);
    writeFileSync(join(dataDirectory, 'diary.txt'), 'dear');
    await expect(start()).rejects.toThrow('is not a database');

    writeFileSync(join(dataDirectory, 'PG_VERSION'), '14\n');
    await expect(start()).rejects.toThrow('was made by PostgreSQL 14');

    writeFileSync(join(dataDirectory, 'PG_VERSION'), '18\n');
    rmSync(join(home, 'postgres.password'), { force: true });
    await expect(start()).rejects.toThrow('postgres.password');
    expect(existsSync(join(home, 'postgres.owner'))).toBe(false);
  });

  it('tells when the server dies although nobody stopped it', async () => {
    const server = await start();
    const [postmaster] = postmasters();
    process.kill(Number.parseInt(postmaster!, 10), 'SIGKILL');
    expect((await server.died).message).toContain('ended unexpectedly');
  });

  it('hides our environment from the server', async () => {
    process.env['SECRET_OF_OURS'] = 'canary';
    await start();
    delete process.env['SECRET_OF_OURS'];
    const pid = Number.parseInt(postmasters()[0]!, 10);
    expect(processCommand(pid)).toContain('postgres');
    if (process.platform === 'linux') expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('canary');
  });
});

describe('run as root', () => {
  asRoot('keeps the cluster where the server can reach it when the data directory lies in a private home', async () => {
    chmodSync(home, 0o700);
    const first = await start();
    const real = readlinkSync(dataDirectory);
    try {
      await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
      await first.stop();
      expect(statSync(real).uid).toBe(65_534);

      const second = await start();
      expect(await query(second.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
      await second.stop();
    } finally {
      rmSync(dirname(real), { recursive: true, force: true });
    }
    await expect(start()).rejects.toThrow('which is not there');
  });

  asRoot('removes sheltered clusters whose link in the temporary directory is gone, and no others', () => {
    const shelter = join(home, 'shelter');
    const temporary = join(home, 'tmp');
    const homeOf = (name: string, link: string): string => {
      mkdirSync(join(shelter, `cluster-${name}`), { recursive: true });
      writeFileSync(join(shelter, `cluster-${name}`, 'link'), link);
      return join(shelter, `cluster-${name}`, 'data');
    };
    mkdirSync(temporary);
    homeOf('gone', join(temporary, 'gone'));
    homeOf('elsewhere', join(home, 'not-mounted'));
    symlinkSync(homeOf('linked', join(temporary, 'linked')), join(temporary, 'linked'));
    mkdirSync(join(shelter, 'cluster-being-made'));

    sweepShelter(shelter, temporary);
    expect(readdirSync(shelter).toSorted()).toEqual(['cluster-being-made', 'cluster-elsewhere', 'cluster-linked']);
  });

  asRoot('copies the binaries out of a private home, whole and world-readable, whatever the umask', () => {
    const native = join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
    const hidden = join(home, 'hidden');
    const shelter = join(home, 'shelter');
    mkdirSync(hidden, { mode: 0o700 });
    mkdirSync(shelter);
    spawnSync('cp', ['-r', native, join(native, '..', 'package.json'), hidden]);

    const umask = process.umask(0o077);
    const placed = placeBinaries(join(hidden, 'native'), serverIdentity(), () => shelter);
    process.umask(umask);
    expect(dirname(placed)).toBe(shelter);
    expect(lstatSync(join(placed, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
  });

  asRoot('runs nothing from a shelter that others could write into', () => {
    const shelter = join(home, 'shelter');
    mkdirSync(shelter);
    chmodSync(shelter, 0o777);
    expect(() => openShelter(shelter)).toThrow('must belong to root');
  });
});

describe('another installation', () => {
  const installation = '/usr/lib/postgresql/15';

  // The server of a Debian machine, where there is one: an older version with other settings.
  (existsSync(installation) ? it : () => undefined)('is used in place of ours', async () => {
    const server = await start({ installation });
    expect(await query(server.adminUrl, `SELECT current_setting('server_version_num')::int / 10000 AS major`)).toEqual([{ major: 15 }]);
    await server.stop();
    expect(await query((await start({ installation })).adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('unsupportedPlatform', () => {
  it('says why there can be no server, and what to do', () => {
    expect(unsupportedPlatform('linux', 'x64', false)).toBeUndefined();
    expect(unsupportedPlatform('linux', 'x64', true)).toContain('musl');
    expect(unsupportedPlatform('win32', 'x64', false)).toContain('a PostgreSQL server of your own');
  });
});

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isApiKey } from '@offload/contracts';
import { createTokenIssuer, createTokenVerifier, Secret } from '@offload/service-kit';
import { newEnvFile } from './new-env-file.ts';

const run = promisify(execFile);
const makeEnv = join(__dirname, '..', 'make-env.ts');
const directories: string[] = [];
let file: string;

beforeEach(() => {
  directories.push(mkdtempSync(join(tmpdir(), 'offload-env-')));
  file = join(directories.at(-1)!, '.env');
});
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

describe('a new .env', () => {
  it('shares no password, key or id with any other', () => {
    const [one, other] = [parseEnv(newEnvFile()), parseEnv(newEnvFile())];
    const made = Object.entries(one).filter(([name, value]) => value !== '' && !['LOG_LEVEL', 'BOOTSTRAP_TENANT_NAME'].includes(name));

    expect(made.length).toBe(27);
    expect(made.filter(([name, value]) => other[name] === value)).toEqual([]);
    expect(new Set(made.map(([, value]) => value)).size).toBe(made.length);
  });

  it('has passwords that mean nothing to a URL, a shell or nats-server', () => {
    const passwords = Object.entries(parseEnv(newEnvFile())).filter(([name]) => name.endsWith('_PASSWORD'));
    expect(passwords).toHaveLength(17);
    for (const [, value] of passwords) expect(value).toMatch(/^p[0-9a-f]{48}$/);
  });

  it('has keys of the form that is asked for', () => {
    const env = parseEnv(newEnvFile());
    expect(isApiKey(env['BOOTSTRAP_API_KEY']!)).toBe(true);
    expect(Buffer.from(env['VAULT_SEAL_KEY']!, 'base64')).toHaveLength(32);
    expect(env['EXTERNAL_ID_HASH_KEY']!.length).toBeGreaterThanOrEqual(32);
  });

  it('has token keys that fit together, and only with their own', async () => {
    const [env, other] = [parseEnv(newEnvFile()), parseEnv(newEnvFile())];
    const issuer = createTokenIssuer({ issuer: 'scanner', privateKey: new Secret(env['SCANNER_TOKEN_PRIVATE_KEY']!) });
    const token = await issuer.issue({ audience: 'credentials', tenantId: randomUUID(), subject: 'service:scanner', roles: [], scopes: [] });

    await expect(createTokenVerifier({ audience: 'credentials', keys: JSON.parse(env['INTERNAL_TOKEN_PUBLIC_KEYS']!) }).verify(token)).resolves.toMatchObject({ issuer: 'scanner' });
    await expect(createTokenVerifier({ audience: 'credentials', keys: JSON.parse(other['INTERNAL_TOKEN_PUBLIC_KEYS']!) }).verify(token)).rejects.toThrow();
  });
});

describe('make-env', () => {
  it('makes a file that only its owner can read, and says nothing of what is in it', async () => {
    const { stdout, stderr } = await run(process.execPath, [makeEnv, file]);

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseEnv(readFileSync(file, 'utf8'))).toHaveProperty('POSTGRES_PASSWORD');
    expect(stdout).toBe('');
    for (const value of Object.values(parseEnv(readFileSync(file, 'utf8')))) if (value!.length > 20) expect(stderr).not.toContain(value);
  });

  it('never replaces a file that is there', async () => {
    writeFileSync(file, 'KEPT=yes\n');
    await expect(run(process.execPath, [makeEnv, file])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be made again') });
    expect(readFileSync(file, 'utf8')).toBe('KEPT=yes\n');
  });

  it('fills, and closes to others, the empty file that a redirection has just made', async () => {
    closeSync(openSync(file, 'w', 0o644));
    await run('sh', ['-c', `"${process.execPath}" "${makeEnv}" "${file}" > "${file}"`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^# The passwords[\s\S]+VAULT_SEAL_KEY=/);
  });
});

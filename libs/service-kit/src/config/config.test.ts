import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../logging/secret.ts';
import { ConfigError } from './config-error.ts';
import { describeConfig, formatConfigTable } from './describe-config.ts';
import { loadConfig } from './load-config.ts';
import { commonVariables, flagVariable, jsonVariable, listVariable, portVariable, secretVariable } from './variables.ts';

const canary = 'c4n4ry-value';

const schema = z.object({
  ...commonVariables,
  PORT: portVariable().default(4001).describe('Where it listens'),
  DATABASE_URL: secretVariable().describe('The runtime role'),
  VAULT_TOKEN: secretVariable().optional(),
  SIMULATED: flagVariable().default(false),
  RANGES: listVariable().default([]),
  KEYS: jsonVariable(z.record(z.string(), z.number())).optional().describe('Numbers by name'),
  MODE: z.enum(['EMBEDDED', 'STACK']).default('EMBEDDED'),
});

const secretFile = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret');
  writeFileSync(path, text);
  return path;
};

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(schema, env);
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error('it was accepted');
}

describe('loadConfig', () => {
  it('gives typed values, with defaults for what is missing or empty', () => {
    const config = loadConfig(schema, {
      DATABASE_URL: 'postgres://x',
      PORT: '',
      SIMULATED: 'true',
      RANGES: '10.0.0.0/8, 127.0.0.1/32',
      KEYS: '{"a":1}',
    });

    expect(config).toMatchObject({
      PORT: 4001,
      SIMULATED: true,
      RANGES: ['10.0.0.0/8', '127.0.0.1/32'],
      KEYS: { a: 1 },
      LOG_LEVEL: 'info',
    });
    expect(config.DATABASE_URL.reveal()).toBe('postgres://x');
  });

  it('lists every bad variable at once, by name and expected type, and never a value', () => {
    const error = problemsOf({ PORT: canary, MODE: canary, KEYS: `{"${canary}": "${canary}"}`, SIMULATED: canary, OTLP_ENDPOINT: canary });

    expect(error).toBeInstanceOf(ConfigError);
    expect(error.problems.map(({ name }) => name).sort()).toEqual(['DATABASE_URL', 'KEYS', 'MODE', 'OTLP_ENDPOINT', 'PORT', 'SIMULATED']);
    expect(error.message).toContain('PORT: expected number');
    expect(error.message).toContain('MODE: expected one of EMBEDDED, STACK');
    expect(error.message).toContain('DATABASE_URL: expected string, but it is not set');
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(canary);
  });

  it('never quotes JSON that it could not parse', () => {
    const error = problemsOf({ DATABASE_URL: 'x', KEYS: `{${canary}` });
    expect(error.message).toContain('KEYS: expected json');
    expect(error.message).not.toContain(canary);
  });

  it('reads a secret from the file that NAME_FILE names, less its last line end', () => {
    const config = loadConfig(schema, { DATABASE_URL_FILE: secretFile('postgres://from-file\n') });
    expect(config.DATABASE_URL).toBeInstanceOf(Secret);
    expect(config.DATABASE_URL.reveal()).toBe('postgres://from-file');
  });

  it('reads an optional secret from a file too', () => {
    const config = loadConfig(schema, { DATABASE_URL: 'x', VAULT_TOKEN_FILE: secretFile('t') });
    expect(config.VAULT_TOKEN?.reveal()).toBe('t');
  });

  it('does not read files for variables that are not secrets', () => {
    expect(loadConfig(schema, { DATABASE_URL: 'x', MODE_FILE: secretFile('STACK') }).MODE).toBe('EMBEDDED');
  });

  it('refuses a secret that is given twice, and a file that cannot be read', () => {
    expect(problemsOf({ DATABASE_URL: canary, DATABASE_URL_FILE: secretFile(canary) }).message).toContain(
      'either DATABASE_URL or DATABASE_URL_FILE',
    );

    const unreadable = problemsOf({ DATABASE_URL_FILE: '/nowhere/at-all' });
    expect(unreadable.problems).toEqual([{ name: 'DATABASE_URL_FILE', expected: 'the path of a file that can be read (ENOENT)' }]);
  });

  it('reads through a transform of the whole', () => {
    const transformed = schema.transform((env) => ({ port: env.PORT }));
    expect(loadConfig(transformed, { DATABASE_URL: 'x' })).toEqual({ port: 4001 });
  });
});

describe('describeConfig', () => {
  it('tells name, type, default and description of every variable', () => {
    const rows = Object.fromEntries(describeConfig(schema).map((row) => [row.name, row]));

    expect(rows['PORT']).toEqual({ name: 'PORT', type: 'integer', required: false, default: '4001', description: 'Where it listens' });
    expect(rows['DATABASE_URL']).toEqual({
      name: 'DATABASE_URL',
      type: 'secret',
      required: true,
      default: '',
      description: 'The runtime role',
    });
    expect(rows['VAULT_TOKEN']).toMatchObject({ type: 'secret', required: false });
    expect(rows['SIMULATED']).toMatchObject({ type: 'flag', default: 'false' });
    expect(rows['KEYS']).toMatchObject({ type: 'json', required: false, description: 'Numbers by name' });
    expect(rows['MODE']).toMatchObject({ type: 'EMBEDDED | STACK', default: 'EMBEDDED' });
    expect(rows['OTLP_ENDPOINT']).toMatchObject({ type: 'url', required: false });
  });

  it('makes a Markdown table in which a secret can come from a file', () => {
    const table = formatConfigTable(describeConfig(schema));
    expect(table).toContain('| `DATABASE_URL` (or `DATABASE_URL_FILE`) | secret | required | The runtime role |');
    expect(table).toContain('EMBEDDED \\| STACK');
  });
});

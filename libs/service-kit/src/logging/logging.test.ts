import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { createLogger } from './create-logger.ts';
import { Secret } from './secret.ts';
import { serializeError } from './serialize-error.ts';

const canary = 'c4n4ry/SECRET+value=';

function logInto(lines: string[], level: 'info' | 'debug' = 'info') {
  return createLogger({ service: 'accounts', level, destination: { write: (line) => void lines.push(line) } });
}

describe('Secret', () => {
  it('shows its value nowhere but in reveal()', () => {
    const secret = new Secret(canary);
    const shown = [
      JSON.stringify({ secret }),
      `${secret}`,
      String(secret),
      secret + '',
      inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
      new Error(`failed with ${secret}`).message,
      JSON.stringify(Object.entries(secret)),
    ].join('\n');

    expect(shown).not.toContain(canary);
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
    expect(secret.reveal()).toBe(canary);
  });
});

describe('createLogger', () => {
  it('writes one JSON object a line, with service, level, time and message', () => {
    const lines: string[] = [];
    logInto(lines).info({ scanId: 's1' }, 'scan completed');

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', service: 'accounts', scanId: 's1', msg: 'scan completed' });
    expect(Number.isNaN(Date.parse(JSON.parse(lines[0]!).time))).toBe(false);
  });

  it('redacts what travels under the name of a secret, although nobody wrapped it', () => {
    const lines: string[] = [];
    logInto(lines).info(
      { token: canary, request: { headers: { 'x-any': canary } }, input: { accessKeys: { secretAccessKey: canary } } },
      'x',
    );

    expect(lines.join()).not.toContain(canary);
  });

  it('prints errors under any name with their causes, and never the request, config or headers that hang on them', () => {
    const lines: string[] = [];
    const cause = Object.assign(new TypeError('socket closed'), { code: 'ECONNRESET', request: { body: canary } });
    const error = Object.assign(new Error('call failed', { cause }), {
      config: { auth: canary },
      response: { headers: { cookie: canary } },
    });
    logInto(lines).error({ err: error, reason: error }, 'failed');

    const line = JSON.parse(lines[0]!);
    expect(line.err).toMatchObject({ message: 'call failed', cause: { type: 'TypeError', message: 'socket closed', code: 'ECONNRESET' } });
    expect(line.reason).toMatchObject({ message: 'call failed' });
    expect(lines[0]).not.toContain(canary);
  });

  it('does not print what was thrown without being an error', () => {
    expect(JSON.stringify(serializeError(canary))).not.toContain(canary);
    expect(JSON.stringify(serializeError(new Error('x', { cause: { canary } })))).not.toContain(canary);
  });

  it('ends a chain of causes that is a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(() => JSON.stringify(serializeError(error))).not.toThrow();
  });

  it('prints the members of an AggregateError', () => {
    const { errors } = serializeError(new AggregateError([new Error('one'), new Error('two')], 'both failed'));
    expect(errors?.map(({ message }) => message)).toEqual(['one', 'two']);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { createLogger, RequestError } from '@offload/service-kit';
import { GraphQLError } from 'graphql';
import { errorCatalogue, isErrorCode } from './error-catalogue.ts';
import { presentErrors, presentThrown } from './present-errors.ts';
import { refusal, Refusal, refusalError } from './refusal.ts';

const logged: string[] = [];
const log = createLogger({ service: 'test', level: 'trace', destination: { write: (line) => void logged.push(line) } });
const presentation = { requestId: 'request-1', log };

async function sourcesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const paths = entries.filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/testing\/|\.fixture\.ts$/.test(path));
  return Promise.all(paths.map((path) => readFile(`${folder}/${path}`, 'utf8')));
}

const thrown = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, code]) => code!);

describe('the catalogue of codes', () => {
  let gateway: string;
  let subgraphs: string;
  beforeAll(async () => {
    gateway = (await sourcesOf('gateway/src')).join('\n');
    const folders = ['libs/service-kit/src', 'services/accounts/src', 'services/credentials/src', 'services/scanner/src', 'services/inventory/src'];
    subgraphs = (await Promise.all(folders.map(sourcesOf))).flat().join('\n');
  });

  it('has every code that the gateway refuses with', () => {
    const codes = thrown(gateway, /(?:refusal|refusalError|demandWithin)\(\s*'([A-Z_]+)'/g);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
  });

  it('has every code that subgraphs throw, and lets through those that are about the caller', () => {
    const codes = thrown(subgraphs, /new (?:RequestError|OutageError)\(\s*'([A-Z_]+)'/g);
    expect(new Set(codes)).toEqual(new Set(['FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'UNAUTHENTICATED', 'SECRET_STORE_UNAVAILABLE']));

    for (const code of new Set(codes)) {
      const [error] = presentErrors([new GraphQLError('as it is', { extensions: { code } })], presentation);
      // Whoever a subgraph does not know is the gateway, not the caller.
      const expected = code === 'UNAUTHENTICATED' ? { message: expect.not.stringContaining('as it is') } : { message: 'as it is' };
      expect(error).toMatchObject({ ...expected, extensions: { requestId: 'request-1', remedy: expect.any(String) } });
    }
  });

  it('has no code that nothing uses', () => {
    const unused = Object.keys(errorCatalogue).filter((code) => !new RegExp(`'${code}'|errorCatalogue\\.${code}\\b`).test(`${gateway}${subgraphs}`));
    expect(unused).toEqual([]);
  });

  it('tells of each what it means, what to do and the status', () => {
    for (const { status, meaning, remedy } of Object.values(errorCatalogue)) {
      expect(meaning).toMatch(/^[A-Z].*\.$/s);
      expect(remedy).toMatch(/^[A-Z].*[.}]?$/s);
      expect(status === 200 || (status >= 400 && status < 600)).toBe(true);
    }
  });
});

describe('a refusal', () => {
  it('has the remedy of the catalogue when none is closer, and says the status and when to come again', () => {
    expect(refusalError('NOT_ACCEPTABLE', 'no').extensions).toEqual({ code: 'NOT_ACCEPTABLE', remedy: errorCatalogue.NOT_ACCEPTABLE.remedy });
    expect(refusalError('NOT_ACCEPTABLE', 'no', { remedy: 'closer' }).extensions).toMatchObject({ remedy: 'closer' });
    expect(refusal('RATE_LIMITED', 'slow', { retryAfterSeconds: 7 })).toMatchObject({ status: 429, retryAfterSeconds: 7 });
    expect(refusal('BAD_REQUEST', 'no').retryAfterSeconds).toBeUndefined();
  });
});

describe('what was not expected', () => {
  it('is masked, with the request id that the log line has, whatever it was', () => {
    const secret = 'postgres://10.1.2.3/';
    const failures = [new Error(secret), secret, null, Object.assign(new Error(secret), { extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } })];
    for (const failure of failures) {
      const { status, errors } = presentThrown(failure, presentation);
      expect({ status, errors }).toMatchObject({ status: 500, errors: [{ extensions: { code: 'INTERNAL', requestId: 'request-1' } }] });
      expect(JSON.stringify(errors)).not.toContain(secret);
    }
    expect(logged.filter((line) => line.includes('request-1') && line.includes('request failed'))).toHaveLength(failures.length);
  });

  it('is masked in answers too: an unknown code is none of a client’s', () => {
    const [error] = presentErrors([new GraphQLError('at 10.1.2.3', { path: ['a', 0], extensions: { code: 'ECONNREFUSED' } })], presentation);
    expect(error).toMatchObject({ path: ['a', 0], extensions: { code: 'INTERNAL', requestId: 'request-1' } });
    expect(JSON.stringify(error)).not.toContain('10.1.2.3');
    expect(new RequestError('NOT_FOUND', 'x')).not.toBeInstanceOf(Refusal);
  });
});

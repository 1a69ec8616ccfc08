import { describe, expect, it } from '@jest/globals';
import { apiKeyIdOfSubject, hashApiKey, isApiKey, newApiKey, subjectOfApiKey, visiblePrefixOf } from './api-key.ts';

describe('API keys', () => {
  it('are made in the form that they are recognised by, each another', () => {
    const keys = Array.from({ length: 100 }, newApiKey);

    expect(keys.every(isApiKey)).toBe(true);
    expect(new Set(keys).size).toBe(100);
  });

  it.each([
    '',
    'ofs_',
    `ofs_${'a'.repeat(42)}`,
    `ofs_${'a'.repeat(44)}`,
    `OFS_${'a'.repeat(43)}`,
    `ofs_${'a'.repeat(42)}+`,
    `ofs_${'a'.repeat(43)}\n`,
  ])('are not recognised in another form: %j', (text) => {
    expect(isApiKey(text)).toBe(false);
  });

  it('show twelve characters of themselves and no more, and nothing when they are of another form', () => {
    const key = newApiKey();

    expect(visiblePrefixOf(key)).toBe(key.slice(0, 12));
    expect(visiblePrefixOf('a-password-of-somebody')).toBeNull();
  });

  it('are subjects by their ids, which no person is', () => {
    expect(apiKeyIdOfSubject(subjectOfApiKey('1'))).toBe('1');
    expect(apiKeyIdOfSubject('user:api-key:1')).toBeNull();
  });

  it('are known by a SHA-256 in hex, which does not change', () => {
    expect(hashApiKey('ofs_example')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashApiKey('ofs_example')).toBe(hashApiKey('ofs_example'));
    expect(hashApiKey('ofs_example')).not.toBe(hashApiKey('ofs_examplf'));
  });
});

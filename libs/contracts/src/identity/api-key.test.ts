import { describe, expect, it } from '@jest/globals';
import { hashApiKey, isApiKey, newApiKey } from './api-key.ts';

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

  it('are known by a SHA-256 in hex, which does not change', () => {
    expect(hashApiKey('ofs_example')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashApiKey('ofs_example')).toBe(hashApiKey('ofs_example'));
    expect(hashApiKey('ofs_example')).not.toBe(hashApiKey('ofs_examplf'));
  });
});

import { describe, expect, it } from '@jest/globals';
import { contentHash } from './content-hash.ts';

const bucket = { name: 'logs', tags: { env: 'prod', team: 'core' }, configuration: { encryption: { by: 'kms', keys: ['a', 'b'] }, public: false } };

describe('contentHash', () => {
  it('is the same whatever the order of keys', () => {
    const shuffled = { name: 'logs', tags: { team: 'core', env: 'prod' }, configuration: { public: false, encryption: { keys: ['a', 'b'], by: 'kms' } } };
    expect(contentHash(shuffled)).toBe(contentHash(bucket));
  });

  it.each([
    ['a tag', { ...bucket, tags: { env: 'test', team: 'core' } }],
    ['the name', { ...bucket, name: 'log' }],
    ['the order of a list', { ...bucket, configuration: { ...bucket.configuration, encryption: { by: 'kms', keys: ['b', 'a'] } } }],
    ['a key that moved to another value', { ...bucket, configuration: { encryption: false, public: { by: 'kms', keys: ['a', 'b'] } } }],
  ])('differs with %s', (_what, changed) => {
    expect(contentHash(changed)).not.toBe(contentHash(bucket));
  });
});

import { describe, expect, it } from '@jest/globals';
import { cloudProvider, cloudRegions, type CloudProvider } from '@offload/contracts';
import { checkConnectInput } from './check-connect-input.ts';

describe.each(cloudProvider.options)('checkConnectInput of %s', (provider) => {
  it('takes every curated region, and the primary one', () => {
    const { curated, primary } = cloudRegions[provider];
    expect(curated).toContain(primary);
    expect(checkConnectInput(provider, { name: 'Production', regions: curated })).toBeUndefined();
  });

  it('refuses regions of the other clouds, by their place in the list, and names one of its own', () => {
    const { primary, example } = cloudRegions[provider];
    const others = cloudProvider.options.filter((other: CloudProvider) => other !== provider);
    for (const other of others) {
      expect(checkConnectInput(provider, { name: 'Production', regions: [primary, cloudRegions[other].primary] })).toMatchObject({
        field: 'regions.1',
        code: 'INVALID_REGION',
        remedy: expect.stringContaining(example),
      });
    }
  });

  it.each([[''], ['   '], ['x'.repeat(201)], ['two\nlines']])('refuses the name %j', (name) => {
    expect(checkConnectInput(provider, { name })).toMatchObject({ field: 'name', code: 'INVALID_NAME' });
  });

  it('refuses an idempotency key that a header could not carry, without repeating it', () => {
    const refused = checkConnectInput(provider, { name: 'Production', idempotencyKey: 'a key with spaces' });
    expect(refused).toMatchObject({ field: 'idempotencyKey', code: 'INVALID_IDEMPOTENCY_KEY' });
    expect(JSON.stringify(refused)).not.toContain('a key with spaces');
  });
});

import { describe, expect, it } from '@jest/globals';
import { cloudRegions } from '@offload/contracts';
import { deriveSigningKey, deriveSigningKeys, signingScopesOf } from './signing-keys.ts';

describe('SigV4 signing keys', () => {
  it('are those of the example in the AWS documentation', () => {
    // https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html
    const { key } = deriveSigningKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20120215', { region: 'us-east-1', service: 'iam' });

    expect(Buffer.from(key, 'base64').toString('hex')).toBe('f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d');
  });

  it('are good for today only, and end with the day', () => {
    const { keys, expiresAt } = deriveSigningKeys('secret', [{ region: 'eu-west-1', service: 'ec2' }], new Date('2026-03-01T21:59:59Z'));

    expect(keys.map(({ date, region, service }) => `${date} ${region} ${service}`)).toEqual(['20260301 eu-west-1 ec2']);
    expect(expiresAt.toISOString()).toBe('2026-03-02T00:00:00.000Z');
  });

  it('cover tomorrow in the last two hours of the day, so that a job may run past midnight', () => {
    const { keys, expiresAt } = deriveSigningKeys('secret', [{ region: 'eu-west-1', service: 'ec2' }], new Date('2026-02-28T22:00:00Z'));

    expect(keys.map(({ date }) => date)).toEqual(['20260228', '20260301']);
    expect(expiresAt.toISOString()).toBe('2026-03-02T00:00:00.000Z');
  });

  it('are for the region of the job; account-wide jobs sign for the primary one, and for S3 in each', () => {
    expect(signingScopesOf('eu-west-1', ['ec2', 'kms'])).toEqual([
      { region: 'eu-west-1', service: 'ec2' },
      { region: 'eu-west-1', service: 'kms' },
    ]);
    expect(signingScopesOf('global', ['iam'])).toEqual([{ region: 'us-east-1', service: 'iam' }]);
    expect(signingScopesOf('global', ['s3']).map(({ region }) => region)).toEqual([...cloudRegions.AWS.curated]);
  });
});

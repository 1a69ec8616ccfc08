import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialsWorld, request, type CredentialsWorld } from '../testing/credentials-world.ts';
import { verifyAndSeal } from './verify-and-seal.ts';

describe('input that cannot be a credential is refused before anybody is asked', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  const arn = 'arn:aws:iam::123456789012:role/OffloadSecurityScanner';
  const id = 'external-id-0123456789';

  it.each([
    ['MALFORMED_ARN', 'role.roleArn', 'OffloadSecurityScanner', id],
    ['MALFORMED_ARN', 'role.roleArn', '', id],
    ['MALFORMED_ARN', 'role.roleArn', 'arn:aws:iam::12345:role/x', id],
    ['MALFORMED_ARN', 'role.roleArn', `${arn} `, id],
    ['MALFORMED_ARN', 'role.roleArn', 'arn:aws:iam:::role/x', id],
    ['UNSUPPORTED_PARTITION', 'role.roleArn', 'arn:aws-cn:iam::123456789012:role/x', id],
    ['UNSUPPORTED_PARTITION', 'role.roleArn', 'arn:aws-us-gov:iam::123456789012:role/x', id],
    ['NOT_A_ROLE_ARN', 'role.roleArn', 'arn:aws:iam::123456789012:user/x', id],
    ['NOT_A_ROLE_ARN', 'role.roleArn', 'arn:aws:iam::123456789012:root', id],
    ['NOT_A_ROLE_ARN', 'role.roleArn', 'arn:aws:sts::123456789012:assumed-role/x/y', id],
    ['NOT_A_ROLE_ARN', 'role.roleArn', 'arn:aws:iam::123456789012:role/', id],
    ['MALFORMED_EXTERNAL_ID', 'role.externalId', arn, ''],
    ['MALFORMED_EXTERNAL_ID', 'role.externalId', arn, 'too-short'],
    ['MALFORMED_EXTERNAL_ID', 'role.externalId', arn, `${id} with spaces`],
    ['MALFORMED_EXTERNAL_ID', 'role.externalId', arn, `${id}<script>`],
    ['MALFORMED_EXTERNAL_ID', 'role.externalId', arn, 'x'.repeat(1225)],
  ])('%s at %s: %s %s', async (expected, field, roleArn, externalId) => {
    const ctx = world.tenant();
    const input = request({ kind: 'AWS_ROLE', roleArn, externalId, issuedExternalIds: [] });
    await world.simulator.clearRecorded();

    const answer = await verifyAndSeal(ctx, input);

    expect(answer).toMatchObject({ outcome: 'INVALID', error: { code: expected, field } });
    expect(await world.simulator.recorded()).toEqual([]);
    await world.expectNothingStored(ctx, input);
  });

  it.each([
    ['MALFORMED_ACCESS_KEY_ID', 'accessKeys.accessKeyId', { accessKeyId: 'not-a-key', secretAccessKey: 's'.repeat(40) }],
    [
      'MALFORMED_ACCESS_KEY_ID',
      'accessKeys.accessKeyId',
      { accessKeyId: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCY', secretAccessKey: 's'.repeat(40) },
    ],
    [
      'MALFORMED_SECRET_ACCESS_KEY',
      'accessKeys.secretAccessKey',
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: `${'s'.repeat(40)}\n` },
    ],
    ['SESSION_TOKEN_REQUIRED', 'accessKeys.sessionToken', { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40) }],
    [
      'SESSION_TOKEN_NOT_EXPECTED',
      'accessKeys.sessionToken',
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40), sessionToken: 't'.repeat(40) },
    ],
  ])('%s at %s', async (expected, field, keys) => {
    const ctx = world.tenant();
    const input = await world.keys(ctx, keys);

    const answer = await verifyAndSeal(ctx, input);

    expect(answer).toMatchObject({ outcome: 'INVALID', error: { code: expected, field } });
    expect(JSON.stringify(answer)).not.toContain('ssss');
    await world.expectNothingStored(ctx, input);
  });

  it('a secret that was sealed for another tenant', async () => {
    const ctx = world.tenant();
    const input = await world.keys(world.tenant(), { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40) });

    expect(await verifyAndSeal(ctx, input)).toMatchObject({
      outcome: 'INVALID',
      error: { code: 'UNREADABLE_SECRET', field: 'accessKeys.secretAccessKey' },
    });
    await world.expectNothingStored(ctx, input);
  });
});

import { expect, it } from '@jest/globals';
import { RotateCredentialDocument, TestConnectionDocument } from '@offload/client';
import { nobodysId, type Chapter } from '../public-api.ts';

/** Tests connections and puts another credential in place of the AWS role. */
export const credentials: Chapter = (api) => {
  it('tests a connection as it stands, and tells when it no longer does', async () => {
    const { testConnection: good } = await api().run(TestConnectionDocument, { cloudAccountId: api().ids['AZURE']! });
    expect(good).toMatchObject({ __typename: 'ConnectionTest', ok: true });

    await api().story.simulator.azure.unassign({ subscriptionId: api().ids['subscriptionId']!, clientId: api().ids['clientId']! });
    const { testConnection: bad } = await api().run(TestConnectionDocument, { cloudAccountId: api().ids['AZURE']! });
    expect(bad).toMatchObject({ __typename: 'ConnectionTestFailed', remedy: expect.any(String), test: { ok: false } });

    const { testConnection: unknown } = await api().run(TestConnectionDocument, { cloudAccountId: nobodysId });
    expect(unknown.__typename).toBe('NotFound');
  });

  it('puts a new credential in place of the one in use, and none that does not work', async () => {
    const cloudAccountId = api().ids['AWS']!;
    const { accessKeys } = await api().story.simulator.putUser({
      accountId: api().ids['AWS account']!,
      userName: 'offload',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      inlinePolicies: { all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    });
    const { accessKeyId, secretAccessKey } = accessKeys[0]!;

    const { rotateCredential: wrong } = await api().run(RotateCredentialDocument, { cloudAccountId, input: { aws: { accessKeys: { accessKeyId, secretAccessKey: 'y'.repeat(40) } } } });
    expect(wrong).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'INVALID_CREDENTIALS' });
    const { rotateCredential: malformed } = await api().run(RotateCredentialDocument, { cloudAccountId, input: { aws: { role: { roleArn: 'not-an-arn', externalId: 'an-external-id-that-is-long' } } } });
    expect(malformed.__typename).toBe('InvalidCredentialInput');
    const { rotateCredential: unknown } = await api().run(RotateCredentialDocument, { cloudAccountId: nobodysId, input: { aws: { accessKeys: { accessKeyId, secretAccessKey } } } });
    expect(unknown.__typename).toBe('NotFound');

    const { rotateCredential } = await api().run(RotateCredentialDocument, { cloudAccountId, input: { aws: { accessKeys: { accessKeyId, secretAccessKey } } } });
    expect(rotateCredential).toMatchObject({ __typename: 'CredentialRotated', test: { ok: true }, cloudAccount: { credential: { kind: 'AWS_ACCESS_KEYS' } } });
  });
};

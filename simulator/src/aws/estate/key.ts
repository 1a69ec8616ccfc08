import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { Estate } from './estate.ts';
import { tagsOf, type Tag } from './tags.ts';
import { uuid } from './volume.ts';

export interface KeyRecord {
  metadata: KeyMetadata & { KeyId: string; Arn: string };
  isRotationEnabled: boolean;
  /** With `alias/`, or undefined. */
  alias: string | undefined;
  tags: Tag[];
}

const awsAliases = ['alias/aws/ebs', 'alias/aws/rds', 'alias/aws/lambda', 'alias/aws/s3'] as const;

/** A customer's KMS key; about one in four is AWS-managed, which rotates by itself and cannot be changed. */
export function keyAt(estate: Estate, region: string, index: number): KeyRecord {
  const dice = estate.dice('key', region, index);
  const isAwsManaged = index > 0 && dice.chance('aws managed', 0.25);
  const keyId = uuid(estate.id('key', region, index));
  const isAsymmetric = !isAwsManaged && dice.chance('asymmetric', 0.08);
  const isDoomed = !isAwsManaged && dice.chance('pending deletion', 0.05);
  return {
    metadata: {
      KeyId: keyId,
      Arn: estate.arn('kms', region, `key/${keyId}`),
      AWSAccountId: estate.accountId,
      CreationDate: estate.daysAgo(5 + dice.int('age', 1500)),
      DeletionDate: isDoomed ? estate.daysAgo(-14) : undefined,
      Enabled: !isDoomed,
      Description: isAwsManaged ? 'Default key that protects my data' : `key ${index}`,
      KeyUsage: isAsymmetric ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
      KeyState: isDoomed ? 'PendingDeletion' : 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: isAwsManaged ? 'AWS' : 'CUSTOMER',
      CustomerMasterKeySpec: isAsymmetric ? 'RSA_2048' : 'SYMMETRIC_DEFAULT',
      KeySpec: isAsymmetric ? 'RSA_2048' : 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: isAsymmetric ? undefined : ['SYMMETRIC_DEFAULT'],
      SigningAlgorithms: isAsymmetric ? ['RSASSA_PSS_SHA_256'] : undefined,
      MultiRegion: false,
    },
    isRotationEnabled: isAwsManaged || (!isAsymmetric && dice.chance('rotation', 0.5)),
    alias: isAwsManaged ? dice.pick('aws alias', awsAliases) : dice.chance('alias', 0.8) ? `alias/app-${index}` : undefined,
    tags: isAwsManaged ? [] : tagsOf(dice, `key-${index}`),
  };
}

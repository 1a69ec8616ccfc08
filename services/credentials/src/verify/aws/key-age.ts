import type { ListAccessKeysCommandOutput } from '@aws-sdk/client-iam';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';

/**
 * When AWS made an access key of the caller, who is a user: a key may be old on the day that it is entered. Null where AWS does not tell; that is no
 * failure of the test.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html
 */
export async function keyIssuedAt(caller: AwsCaller, accessKeyId: string): Promise<Date | null> {
  try {
    const { AccessKeyMetadata: keys = [] } = await caller.call<ListAccessKeysCommandOutput>('iam', 'ListAccessKeys', {});
    return keys.find((key) => key.AccessKeyId === accessKeyId)?.CreateDate ?? null;
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }
}

import type { AwsCredentialsProvider } from '../aws/aws-connector.ts';
import type { Config } from '../config.ts';

/**
 * The platform's own AWS identity: the configured key, or what the AWS SDK's default chain finds (IRSA, instance profile, environment). The chain is
 * for this identity alone: no customer's access ever comes from the process's surroundings.
 */
export function platformAwsOf(
  config: Pick<Config, 'PLATFORM_AWS_ACCESS_KEY_ID' | 'PLATFORM_AWS_SECRET_ACCESS_KEY'>,
): AwsCredentialsProvider {
  const { PLATFORM_AWS_ACCESS_KEY_ID: accessKeyId, PLATFORM_AWS_SECRET_ACCESS_KEY: secret } = config;
  if (accessKeyId !== undefined && secret !== undefined) return async () => ({ accessKeyId, secretAccessKey: secret.reveal() });

  let chain: Promise<AwsCredentialsProvider> | undefined;
  return async () => {
    chain ??= import('@aws-sdk/credential-providers').then(({ fromNodeProviderChain }) => fromNodeProviderChain());
    return (await chain)();
  };
}

import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type { Estate } from './estate.ts';

export function repositoryAt(estate: Estate, region: string, index: number): Repository {
  const dice = estate.dice('repository', region, index);
  const name = `${dice.pick('name', ['shop', 'gateway', 'jobs', 'tools'])}/service-${index}`;
  return {
    repositoryName: name,
    repositoryArn: estate.arn('ecr', region, `repository/${name}`),
    registryId: estate.accountId,
    repositoryUri: `${estate.accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    createdAt: estate.daysAgo(20 + dice.int('age', 900)),
    imageTagMutability: dice.chance('immutable', 0.4) ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: dice.chance('scan on push', 0.55) },
    encryptionConfiguration: { encryptionType: dice.chance('kms', 0.3) ? 'KMS' : 'AES256' },
  };
}

/** Image i lies in repository i mod count. */
export function imageAt(estate: Estate, region: string, index: number): ImageDetail | undefined {
  const repositories = estate.count('repository', region);
  if (repositories === 0) return undefined;
  const dice = estate.dice('image', region, index);
  const repository = repositoryAt(estate, region, index % repositories);
  const pushed = estate.daysAgo(dice.int('age', 500));
  const isScanned = dice.chance('scanned', 0.7);
  return {
    registryId: estate.accountId,
    repositoryName: repository.repositoryName,
    imageDigest: `sha256:${dice.hex('digest', 64)}`,
    imageTags: dice.chance('tagged', 0.85)
      ? [`1.${Math.floor(index / repositories)}.0`, ...(index < repositories ? ['latest'] : [])]
      : undefined,
    imageSizeInBytes: 10_000_000 + dice.int('size', 900_000_000),
    imagePushedAt: pushed,
    imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
    imageScanStatus: isScanned ? { status: 'COMPLETE' } : undefined,
    imageScanFindingsSummary: isScanned
      ? {
          imageScanCompletedAt: pushed,
          vulnerabilitySourceUpdatedAt: pushed,
          findingSeverityCounts: {
            CRITICAL: dice.int('critical', 4),
            HIGH: dice.int('high', 12),
            MEDIUM: dice.int('medium', 40),
            LOW: dice.int('low', 60),
          },
        }
      : undefined,
  };
}

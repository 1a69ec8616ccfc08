import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { Estate } from './estate.ts';

/** A trail in its home region. The account's first one covers all regions; the later ones are what somebody set up once and forgot. */
export function trailAt(estate: Estate, region: string, index: number): Trail & { isLogging: boolean } {
  const dice = estate.dice('trail', region, index);
  const isFirst = index === 0 && region === estate.regions[0];
  const name = isFirst ? 'organization-trail' : `trail-${region}-${index}`;
  return {
    Name: name,
    TrailARN: estate.arn('cloudtrail', region, `trail/${name}`),
    HomeRegion: region,
    S3BucketName: `cloudtrail-${estate.accountId}`,
    IncludeGlobalServiceEvents: isFirst || dice.chance('global events', 0.5),
    IsMultiRegionTrail: isFirst ? dice.chance('multi region', 0.8) : dice.chance('multi region', 0.15),
    LogFileValidationEnabled: dice.chance('validation', isFirst ? 0.6 : 0.25),
    KmsKeyId: dice.chance('kms', 0.35) ? estate.arn('kms', region, 'alias/cloudtrail') : undefined,
    CloudWatchLogsLogGroupArn: dice.chance('cloudwatch', 0.4) ? estate.arn('logs', region, 'log-group:cloudtrail:*') : undefined,
    CloudWatchLogsRoleArn: undefined,
    HasCustomEventSelectors: dice.chance('selectors', 0.5),
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
    isLogging: isFirst || dice.chance('logging', 0.8),
  };
}

import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub';
import type { Estate } from './estate.ts';
import { guardDutyFindingAt } from './guardduty-finding.ts';
import { instanceId } from './instance.ts';

const controls = [
  ['EC2.8', 'EC2 instances should use Instance Metadata Service Version 2', 'HIGH', 'AwsEc2Instance'],
  ['EC2.19', 'Security groups should not allow unrestricted access to high risk ports', 'CRITICAL', 'AwsEc2SecurityGroup'],
  ['S3.8', 'S3 general purpose buckets should block public access', 'HIGH', 'AwsS3Bucket'],
  ['RDS.3', 'RDS DB instances should have encryption at-rest enabled', 'MEDIUM', 'AwsRdsDbInstance'],
  ['IAM.6', 'Hardware MFA should be enabled for the root user', 'CRITICAL', 'AwsAccount'],
  ['KMS.4', 'AWS KMS key rotation should be enabled', 'MEDIUM', 'AwsKmsKey'],
  ['ECS.8', 'Secrets should not be passed as container environment variables', 'HIGH', 'AwsEcsTaskDefinition'],
] as const;

/** Another member of the customer's organisation, whose findings an aggregating hub shows too. */
export const otherAccountId = '222233334444';

/** Security Hub is on in the primary region and most others. */
export function isSecurityHubOn(estate: Estate, region: string): boolean {
  return estate.options.securityHub && (region === estate.regions[0] || estate.dice('hub', region, 0).chance('on', 0.75));
}

/**
 * Finding i of a region's hub. As in an aggregating hub, every seventh belongs to another account and, in the primary region, every
 * eleventh to another region; every fifth is a GuardDuty finding taken in again.
 */
export function securityHubFindingAt(estate: Estate, region: string, index: number): AwsSecurityFinding {
  const dice = estate.dice('securityhub-finding', region, index);
  const accountId = index % 7 === 6 ? otherAccountId : estate.accountId;
  const foundIn = index % 11 === 10 && region === estate.regions[0] ? estate.regions.at(-1)! : region;
  const created = estate.daysAgo(5 + dice.int('age', 200)).toISOString();
  const updated = estate.daysAgo(dice.int('updated', 5)).toISOString();
  const base = {
    SchemaVersion: '2018-10-08',
    AwsAccountId: accountId,
    Region: foundIn,
    FirstObservedAt: created,
    LastObservedAt: updated,
    CreatedAt: created,
    UpdatedAt: updated,
    RecordState: dice.chance('archived', 0.06) ? ('ARCHIVED' as const) : ('ACTIVE' as const),
    WorkflowState: 'NEW' as const,
    Workflow: { Status: dice.chance('suppressed', 0.05) ? ('SUPPRESSED' as const) : ('NEW' as const) },
  };
  const guardDutyFindings = estate.count('guardduty-finding', region);
  if (index % 5 === 4 && guardDutyFindings > 0 && estate.options.guardDuty) {
    const finding = guardDutyFindingAt(estate, region, Math.floor(index / 5) % guardDutyFindings);
    return {
      ...base,
      AwsAccountId: estate.accountId,
      Region: region,
      Id: finding.Arn,
      ProductArn: `arn:aws:securityhub:${region}::product/aws/guardduty`,
      ProductName: 'GuardDuty',
      CompanyName: 'Amazon',
      GeneratorId: finding.Arn!.split('/finding/')[0],
      Types: [`TTPs/${finding.Type}`],
      Title: finding.Title,
      Description: finding.Description,
      Severity: {
        Label: finding.Severity! >= 7 ? 'HIGH' : finding.Severity! >= 4 ? 'MEDIUM' : 'LOW',
        Normalized: finding.Severity! * 10,
        Product: finding.Severity,
      },
      Resources: [
        {
          Type: 'AwsEc2Instance',
          Id: estate.arn('ec2', region, `instance/${instanceId(estate, region, 0)}`),
          Partition: 'aws',
          Region: region,
        },
      ],
      ProductFields: {
        'aws/securityhub/ProductName': 'GuardDuty',
        'aws/securityhub/FindingId': `arn:aws:securityhub:${region}::product/aws/guardduty/${finding.Arn}`,
      },
    };
  }
  const [control, title, severity, resourceType] = dice.pick('control', controls);
  const isPassed = dice.chance('passed', 0.25);
  return {
    ...base,
    Id: `arn:aws:securityhub:${foundIn}:${accountId}:security-control/${control}/finding/${estate.id('securityhub-finding', region, index)}`,
    ProductArn: `arn:aws:securityhub:${foundIn}::product/aws/securityhub`,
    ProductName: 'Security Hub',
    CompanyName: 'AWS',
    GeneratorId: `security-control/${control}`,
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    Title: title,
    Description: `This control checks: ${title}.`,
    Severity: isPassed
      ? { Label: 'INFORMATIONAL', Normalized: 0, Original: 'INFORMATIONAL' }
      : { Label: severity, Normalized: severity === 'CRITICAL' ? 90 : severity === 'HIGH' ? 70 : 40, Original: severity },
    Remediation: {
      Recommendation: {
        Text: 'For information on how to correct this issue, consult the Security Hub documentation.',
        Url: `https://docs.aws.amazon.com/console/securityhub/${control}/remediation`,
      },
    },
    Resources: [resourceOf(estate, foundIn, accountId, resourceType, dice.int('resource', 1_000_000))],
    Compliance: {
      Status: isPassed ? 'PASSED' : 'FAILED',
      SecurityControlId: control,
      AssociatedStandards: [{ StandardsId: 'standards/aws-foundational-security-best-practices/v/1.0.0' }],
    },
  };
}

/** The finding about a task definition quotes its environment, secrets included: what a real one does. */
function resourceOf(estate: Estate, region: string, accountId: string, type: string, roll: number): Resource {
  const pick = (kind: 'instance' | 'security-group' | 'bucket' | 'db-instance' | 'key', scope: string) =>
    roll % Math.max(1, estate.count(kind, scope));
  const base = { Type: type, Partition: 'aws' as const, Region: region };
  const isOurs = accountId === estate.accountId;
  switch (type) {
    case 'AwsEc2Instance':
      return { ...base, Id: `arn:aws:ec2:${region}:${accountId}:instance/${instanceId(estate, region, pick('instance', region))}` };
    case 'AwsEc2SecurityGroup':
      return {
        ...base,
        Id: `arn:aws:ec2:${region}:${accountId}:security-group/sg-${estate.id('security-group', region, pick('security-group', region))}`,
      };
    case 'AwsS3Bucket':
      return {
        ...base,
        Id: `arn:aws:s3:::${isOurs ? (estate.at('bucket', 'global', pick('bucket', 'global'))?.name ?? 'deleted') : 'elsewhere'}`,
      };
    case 'AwsRdsDbInstance':
      return {
        ...base,
        Id: isOurs
          ? estate.at('db-instance', region, pick('db-instance', region))?.DBInstanceArn
          : `arn:aws:rds:${region}:${accountId}:db:elsewhere`,
      };
    case 'AwsKmsKey':
      return {
        ...base,
        Id: isOurs ? estate.at('key', region, pick('key', region))?.metadata.Arn : `arn:aws:kms:${region}:${accountId}:key/elsewhere`,
      };
    case 'AwsEcsTaskDefinition':
      return {
        ...base,
        Id: `arn:aws:ecs:${region}:${accountId}:task-definition/shop:${1 + (roll % 20)}`,
        Details: {
          AwsEcsTaskDefinition: {
            Family: 'shop',
            ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'DATABASE_PASSWORD', Value: estate.options.canary }] }],
          },
        },
      };
    default:
      return { ...base, Id: `AWS::::Account:${accountId}` };
  }
}

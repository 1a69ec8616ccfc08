import type { Finding } from '@aws-sdk/client-guardduty';
import type { Estate } from './estate.ts';
import { instanceId } from './instance.ts';

const kinds = [
  ['UnauthorizedAccess:EC2/SSHBruteForce', 'SSH brute force attacks against an instance.', 2],
  ['Recon:EC2/PortProbeUnprotectedPort', 'An unprotected port is being probed.', 2],
  ['CryptoCurrency:EC2/BitcoinTool.B!DNS', 'An instance queries a domain of a Bitcoin pool.', 8],
  ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', 'Credentials of an instance were used outside AWS.', 8],
  ['Policy:IAMUser/RootCredentialUsage', 'Root credentials were used.', 2],
  ['Backdoor:EC2/C&CActivity.B!DNS', 'An instance queries a command and control domain.', 5],
] as const;

/** The detector of a region: 32 hex digits. */
export function detectorId(estate: Estate, region: string): string {
  return estate.dice('detector', region, 0).hex('id', 32);
}

/** GuardDuty is on in the primary region and most others. */
export function isGuardDutyOn(estate: Estate, region: string): boolean {
  return estate.options.guardDuty && (region === estate.regions[0] || estate.dice('detector', region, 0).chance('on', 0.75));
}

export function guardDutyFindingAt(estate: Estate, region: string, index: number): Finding {
  const dice = estate.dice('guardduty-finding', region, index);
  const [type, title, severity] = dice.pick('kind', kinds);
  const id = guardDutyFindingId(estate, region, index);
  const firstSeen = 3 + dice.int('age', 80);
  return {
    Id: id,
    AccountId: estate.accountId,
    Region: region,
    Partition: 'aws',
    Arn: estate.arn('guardduty', region, `detector/${detectorId(estate, region)}/finding/${id}`),
    SchemaVersion: '2.0',
    Type: type,
    Title: title,
    Description: `${title} Seen by the simulated detector.`,
    Severity: severity,
    Confidence: 7,
    CreatedAt: estate.daysAgo(firstSeen).toISOString(),
    UpdatedAt: estate.daysAgo(dice.int('updated', firstSeen)).toISOString(),
    Resource: type.includes('IAMUser')
      ? { ResourceType: 'AccessKey', AccessKeyDetails: { PrincipalId: 'AIDASIMULATED', UserName: 'root', UserType: 'Root' } }
      : {
          ResourceType: 'Instance',
          InstanceDetails: { InstanceId: instanceId(estate, region, dice.int('instance', Math.max(1, estate.count('instance', region)))) },
        },
    Service: {
      ServiceName: 'guardduty',
      DetectorId: detectorId(estate, region),
      Archived: dice.chance('archived', 0.1),
      Count: 1 + dice.int('count', 30),
      ResourceRole: 'TARGET',
    },
  };
}

/** 32 hex digits whose first 17 carry the index. */
export function guardDutyFindingId(estate: Estate, region: string, index: number): string {
  return estate.id('guardduty-finding', region, index) + estate.dice('guardduty-finding', region, index).hex('id tail', 15);
}

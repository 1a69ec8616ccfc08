import type { Finding, Resource } from '@aws-sdk/client-guardduty';
import { guardDuty } from '../../../clouds/aws/clients.ts';
import type { NativeFinding } from '../../../collection/collection.ts';
import { nativeSource } from '../../../collector/native-source.ts';
import { NotEnabled } from '../../../collector/provider-failure.ts';

/** GetFindings takes no more ids than this. */
const findingsPerCall = 50;

export const guardDutySource = nativeSource({
  source: 'AWS_GUARDDUTY',
  provider: 'AWS',
  service: 'guardduty',
  scope: 'region',
  actions: ['guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings'],
  access: guardDuty,

  async *pages({ sdk, client, accountId, region }) {
    const { DetectorIds = [] } = await client.send(new sdk.ListDetectorsCommand({}));
    const [DetectorId] = DetectorIds;
    if (DetectorId === undefined) throw new NotEnabled('GuardDuty has no detector in this region');

    // An administrator account sees the findings of its members: they are not this account's.
    const FindingCriteria = { Criterion: { accountId: { Equals: [accountId] }, 'service.archived': { Equals: ['false'] } } };
    for await (const page of sdk.paginateListFindings({ client, pageSize: findingsPerCall }, { DetectorId, FindingCriteria })) {
      const FindingIds = page.FindingIds ?? [];
      if (FindingIds.length === 0) continue;
      const { Findings = [] } = await client.send(new sdk.GetFindingsCommand({ DetectorId, FindingIds }));
      yield Findings.filter((finding) => finding.AccountId === accountId && finding.Region === region).map(translate);
    }
  },
});

const translate = (finding: Finding): NativeFinding => ({
  source: 'AWS_GUARDDUTY',
  // The ARN, which is the id that Security Hub has for it.
  nativeId: finding.Arn ?? finding.Id ?? '',
  severity: severityOf(finding.Severity ?? 0),
  title: finding.Title ?? finding.Type ?? 'GuardDuty finding',
  message: finding.Description ?? '',
  remedy: finding.Type ? `Follow the remediation that GuardDuty documents for ${finding.Type}.` : null,
  providerRef: refOf(finding),
  region: finding.Region ?? null,
});

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityOf(severity: number): NativeFinding['severity'] {
  if (severity >= 9) return 'CRITICAL';
  if (severity >= 7) return 'HIGH';
  return severity >= 4 ? 'MEDIUM' : 'LOW';
}

function refOf({ Resource: resource, AccountId, Region }: Finding): string | null {
  if (!resource) return null;
  const { InstanceDetails, S3BucketDetails, LambdaDetails, RdsDbInstanceDetails, EksClusterDetails } = resource;
  if (InstanceDetails?.InstanceId) return `arn:aws:ec2:${Region}:${AccountId}:instance/${InstanceDetails.InstanceId}`;
  return (
    S3BucketDetails?.[0]?.Arn ??
    LambdaDetails?.FunctionArn ??
    RdsDbInstanceDetails?.DbInstanceArn ??
    EksClusterDetails?.Arn ??
    userRefOf(resource, AccountId)
  );
}

/** The root user and roles of a session have no resource that the inventory knows by this name. */
function userRefOf({ AccessKeyDetails }: Resource, accountId: string | undefined): string | null {
  if (AccessKeyDetails?.UserType !== 'IAMUser' || !AccessKeyDetails.UserName) return null;
  return `arn:aws:iam::${accountId}:user/${AccessKeyDetails.UserName}`;
}

import type { AwsSecurityFinding, StringFilter } from '@aws-sdk/client-securityhub';
import { securityHub } from '../../../clouds/aws/clients.ts';
import type { NativeFinding } from '../../../collection/collection.ts';
import { nativeSource } from '../../../collector/native-source.ts';

const is = (...values: string[]): StringFilter[] => values.map((Value) => ({ Value, Comparison: 'EQUALS' }));

export const securityHubSource = nativeSource({
  source: 'AWS_SECURITY_HUB',
  provider: 'AWS',
  service: 'securityhub',
  scope: 'region',
  actions: ['securityhub:GetFindings'],
  offCodes: ['InvalidAccessException'],
  access: securityHub,

  async *pages({ sdk, client, accountId, region }) {
    // An aggregation region and an administrator account show what others found; each is scanned where it was found.
    const Filters = { AwsAccountId: is(accountId), Region: is(region), RecordState: is('ACTIVE'), WorkflowStatus: is('NEW', 'NOTIFIED') };
    for await (const page of sdk.paginateGetFindings({ client, pageSize: 100 }, { Filters })) {
      yield (page.Findings ?? [])
        .filter((finding) => finding.AwsAccountId === accountId && (finding.Region ?? region) === region && isProblem(finding))
        .map((finding) => translate(finding, region));
    }
  },
});

/** The hub records passed controls as well. */
const isProblem = ({ Compliance }: AwsSecurityFinding): boolean =>
  Compliance?.Status !== 'PASSED' && Compliance?.Status !== 'NOT_AVAILABLE';

const translate = (finding: AwsSecurityFinding, region: string): NativeFinding => ({
  source: 'AWS_SECURITY_HUB',
  // What the hub retells of GuardDuty keeps GuardDuty's ARN as its id.
  nativeId: finding.Id ?? '',
  severity: finding.Severity?.Label ?? 'INFORMATIONAL',
  title: finding.Title ?? 'Security Hub finding',
  message: finding.Description ?? '',
  remedy: remedyOf(finding),
  providerRef: finding.Resources?.map(({ Id }) => Id ?? '').find((id) => id.startsWith('arn:')) ?? null,
  region,
});

function remedyOf({ Remediation }: AwsSecurityFinding): string | null {
  const { Text, Url } = Remediation?.Recommendation ?? {};
  return [Text, Url].filter(Boolean).join(' ') || null;
}

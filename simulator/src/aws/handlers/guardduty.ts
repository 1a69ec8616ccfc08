import type {
  Condition,
  GetDetectorCommandInput,
  GetDetectorCommandOutput,
  GetFindingsCommandInput,
  GetFindingsCommandOutput,
  ListDetectorsCommandInput,
  ListDetectorsCommandOutput,
  ListFindingsCommandInput,
  ListFindingsCommandOutput,
  Finding,
} from '@aws-sdk/client-guardduty';
import { detectorId, isGuardDutyOn } from '../estate/guardduty-finding.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const rejected = (why: string) =>
  new AwsError(400, 'BadRequestException', `The request is rejected because ${why}.`, { __type: 'InvalidInputException' });

const limits: Limits = {
  default: 50,
  min: 1,
  max: 50,
  invalidLimit: () => rejected('an invalid or out-of-range value is specified as an input parameter'),
  invalidToken: () => rejected('the parameter nextToken has an invalid value'),
};

export const guarddutyHandlers: Handlers = {
  'guardduty:ListDetectors': (input: ListDetectorsCommandInput, call: Call): Output<ListDetectorsCommandOutput> => {
    const ids = isGuardDutyOn(call.estate, call.region) ? [detectorId(call.estate, call.region)] : [];
    const { items, next } = page(call, limits, { token: input.NextToken, limit: input.MaxResults }, ids.length, (index) => ids[index]);
    return { DetectorIds: items, NextToken: next };
  },

  'guardduty:GetDetector': (input: GetDetectorCommandInput, call: Call): Output<GetDetectorCommandOutput> => {
    requireDetector(input.DetectorId, call);
    return {
      Status: 'ENABLED',
      CreatedAt: call.estate.daysAgo(500).toISOString(),
      UpdatedAt: call.estate.daysAgo(20).toISOString(),
      ServiceRole: `arn:aws:iam::${call.account.accountId}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
      FindingPublishingFrequency: 'SIX_HOURS',
      Features: [
        { Name: 'CLOUD_TRAIL', Status: 'ENABLED' },
        { Name: 'S3_DATA_EVENTS', Status: 'DISABLED' },
      ],
    };
  },

  'guardduty:ListFindings': (input: ListFindingsCommandInput, call: Call): Output<ListFindingsCommandOutput> => {
    requireDetector(input.DetectorId, call);
    const tests = Object.entries(input.FindingCriteria?.Criterion ?? {}).map(([field, condition]) => criterion(field, condition));
    const list = JSON.stringify(input.FindingCriteria ?? null);
    const { items, next } = page(
      call,
      limits,
      { token: input.NextToken, limit: input.MaxResults, list },
      call.estate.count('guardduty-finding', call.region),
      (index) => {
        const finding = call.estate.at('guardduty-finding', call.region, index);
        return finding && tests.every((test) => test(finding)) ? finding.Id : undefined;
      },
    );
    return { FindingIds: items, NextToken: next };
  },

  // Ids that are not there are left out, without a word.
  'guardduty:GetFindings': (input: GetFindingsCommandInput, call: Call): Output<GetFindingsCommandOutput> => {
    requireDetector(input.DetectorId, call);
    const ids = input.FindingIds ?? [];
    if (ids.length > 50) throw rejected('the number of finding ids exceeds 50');
    const findings = ids.map((id) => {
      const index = call.estate.indexOf('guardduty-finding', call.region, id.slice(0, 17));
      return index === undefined ? undefined : call.estate.at('guardduty-finding', call.region, index);
    });
    return { Findings: findings.filter((finding, position) => finding?.Id === ids[position]).map((finding) => finding!) };
  },
};

function requireDetector(id: string | undefined, { estate, region }: Call): void {
  if (!isGuardDutyOn(estate, region) || id !== detectorId(estate, region))
    throw rejected('the input detectorId is not owned by the current account');
}

/** The criteria that collectors use; any other is refused, not ignored. */
function criterion(field: string, condition: Condition): (finding: Finding) => boolean {
  const read: Record<string, (finding: Finding) => string | number> = {
    'service.archived': (finding) => String(finding.Service?.Archived ?? false),
    severity: (finding) => finding.Severity ?? 0,
    updatedAt: (finding) => Date.parse(finding.UpdatedAt ?? ''),
    type: (finding) => finding.Type ?? '',
    accountId: (finding) => finding.AccountId ?? '',
    region: (finding) => finding.Region ?? '',
  };
  const value = read[field];
  if (!value) throw rejected(`the field ${field} is not a valid finding criterion`);
  const equals = condition.Equals ?? condition.Eq;
  const not = condition.NotEquals ?? condition.Neq;
  const least = condition.GreaterThanOrEqual ?? condition.Gte;
  const most = condition.LessThanOrEqual ?? condition.Lte;
  const above = condition.GreaterThan ?? condition.Gt;
  const below = condition.LessThan ?? condition.Lt;
  return (finding) => {
    const actual = value(finding);
    return (
      (!equals || equals.includes(String(actual))) &&
      (!not || !not.includes(String(actual))) &&
      (least === undefined || Number(actual) >= least) &&
      (most === undefined || Number(actual) <= most) &&
      (above === undefined || Number(actual) > above) &&
      (below === undefined || Number(actual) < below)
    );
  };
}

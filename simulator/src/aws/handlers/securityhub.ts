import type {
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  DescribeHubCommandOutput,
  GetFindingsCommandInput,
  GetFindingsCommandOutput,
  StringFilter,
} from '@aws-sdk/client-securityhub';
import { isSecurityHubOn } from '../estate/securityhub-finding.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const invalid = (message: string) => new AwsError(400, 'InvalidInputException', message, { Code: 'InvalidInputException' });

const limits: Limits = {
  default: 10,
  min: 1,
  max: 100,
  invalidLimit: (_name, value) => invalid(`Invalid parameter 'MaxResults'. Value ${value} is not between 1 and 100.`),
  invalidToken: () => invalid('Invalid NextToken.'),
};

export const securityhubHandlers: Handlers = {
  'securityhub:DescribeHub': (_input: unknown, call: Call): Output<DescribeHubCommandOutput> => {
    requireHub(call);
    return {
      HubArn: call.estate.arn('securityhub', call.region, 'hub/default'),
      SubscribedAt: call.estate.daysAgo(400).toISOString(),
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    };
  },

  // Findings of other accounts and regions come along, as in an aggregating hub, unless the caller filters.
  'securityhub:GetFindings': (input: GetFindingsCommandInput, call: Call): Output<GetFindingsCommandOutput> => {
    requireHub(call);
    const isWanted = filterOf(input.Filters ?? {});
    const list = JSON.stringify(input.Filters ?? null);
    const { items, next } = page(
      call,
      limits,
      { token: input.NextToken, limit: input.MaxResults, list },
      call.estate.count('securityhub-finding', call.region),
      (index) => {
        const finding = call.estate.at('securityhub-finding', call.region, index);
        return finding && isWanted(finding) ? finding : undefined;
      },
    );
    return { Findings: items, NextToken: next };
  },
};

function requireHub(call: Call): void {
  if (isSecurityHubOn(call.estate, call.region)) return;
  throw new AwsError(401, 'InvalidAccessException', `Account ${call.account.accountId} is not subscribed to AWS Security Hub`, {
    Code: 'InvalidAccessException',
  });
}

type Test = (finding: AwsSecurityFinding) => boolean;

const texts: Partial<Record<keyof AwsSecurityFindingFilters, (finding: AwsSecurityFinding) => (string | undefined)[]>> = {
  AwsAccountId: (finding) => [finding.AwsAccountId],
  Region: (finding) => [finding.Region],
  RecordState: (finding) => [finding.RecordState],
  WorkflowStatus: (finding) => [finding.Workflow?.Status],
  ProductName: (finding) => [finding.ProductName],
  ProductArn: (finding) => [finding.ProductArn],
  SeverityLabel: (finding) => [finding.Severity?.Label],
  ComplianceStatus: (finding) => [finding.Compliance?.Status],
  Id: (finding) => [finding.Id],
  GeneratorId: (finding) => [finding.GeneratorId],
  ResourceId: (finding) => (finding.Resources ?? []).map(({ Id }) => Id),
  ResourceType: (finding) => (finding.Resources ?? []).map(({ Type }) => Type),
};

/** The filters that collectors use; any other is refused, not ignored. */
function filterOf(filters: AwsSecurityFindingFilters): Test {
  const tests = Object.entries(filters).map(([name, conditions]): Test => {
    if (name === 'UpdatedAt' || name === 'CreatedAt') {
      const ranges = conditions as NonNullable<AwsSecurityFindingFilters['UpdatedAt']>;
      if (ranges.some(({ DateRange }) => DateRange)) throw invalid('The simulator filters dates by Start and End only.');
      return (finding) =>
        ranges.some(
          ({ Start, End }) =>
            (!Start || finding[name]! >= new Date(Start).toISOString()) && (!End || finding[name]! <= new Date(End).toISOString()),
        );
    }
    const read = texts[name as keyof AwsSecurityFindingFilters];
    if (!read) throw invalid(`The simulator does not filter findings by ${name}.`);
    return (finding) => matches(read(finding), conditions as StringFilter[]);
  });
  return (finding) => tests.every((test) => test(finding));
}

/** Positive comparisons of one field are alternatives, negative ones must all hold. */
function matches(values: (string | undefined)[], conditions: StringFilter[]): boolean {
  const holds = ({ Comparison, Value = '' }: StringFilter) =>
    values.some((value) => {
      switch (Comparison) {
        case 'EQUALS':
        case 'NOT_EQUALS':
          return value === Value;
        case 'PREFIX':
        case 'PREFIX_NOT_EQUALS':
          return value?.startsWith(Value);
        case 'CONTAINS':
        case 'NOT_CONTAINS':
          return value?.includes(Value);
        default:
          throw invalid(`Unknown comparison ${Comparison}.`);
      }
    });
  const isNegative = ({ Comparison }: StringFilter) => Comparison?.includes('NOT') ?? false;
  const positive = conditions.filter((condition) => !isNegative(condition));
  return (positive.length === 0 || positive.some(holds)) && conditions.filter(isNegative).every((condition) => !holds(condition));
}

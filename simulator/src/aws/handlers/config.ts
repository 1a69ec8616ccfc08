import type {
  DescribeComplianceByConfigRuleCommandInput,
  DescribeComplianceByConfigRuleCommandOutput,
  DescribeConfigurationRecordersCommandOutput,
  GetComplianceSummaryByConfigRuleCommandOutput,
} from '@aws-sdk/client-config-service';
import type { Estate } from '../estate/estate.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

/** AWS caps the counts that a compliance summary tells. */
const SUMMARY_CAP = 25;
const RESOURCE_CAP = 25;

const limits: Limits = {
  default: 100,
  min: 0,
  max: 100,
  invalidLimit: () => new AwsError(400, 'InvalidLimitException', 'The specified limit is outside the allowable range.'),
  invalidToken: () => new AwsError(400, 'InvalidNextTokenException', 'The specified nextToken for pagination is not valid.'),
};

export const configHandlers: Handlers = {
  'config:GetComplianceSummaryByConfigRule': (_input: unknown, call: Call): Output<GetComplianceSummaryByConfigRuleCommandOutput> => {
    const rules = Array.from({ length: ruleCount(call) }, (_, index) => call.estate.at('config-rule', call.region, index)).filter(
      (rule) => rule !== undefined,
    );
    const count = (compliance: string) => {
      const number = rules.filter((rule) => rule.compliance === compliance).length;
      return { CappedCount: Math.min(number, SUMMARY_CAP), CapExceeded: number > SUMMARY_CAP };
    };
    return {
      ComplianceSummary: {
        CompliantResourceCount: count('COMPLIANT'),
        NonCompliantResourceCount: count('NON_COMPLIANT'),
        ComplianceSummaryTimestamp: new Date(call.nowMs),
      },
    };
  },

  'config:DescribeConfigurationRecorders': (_input: unknown, call: Call): Output<DescribeConfigurationRecordersCommandOutput> => ({
    ConfigurationRecorders: isRecording(call.estate, call.region)
      ? [
          {
            name: 'default',
            roleARN: `arn:aws:iam::${call.account.accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
            recordingGroup: { allSupported: true, includeGlobalResourceTypes: call.region === call.estate.regions[0], resourceTypes: [] },
          },
        ]
      : [],
  }),

  'config:DescribeComplianceByConfigRule': (
    input: DescribeComplianceByConfigRuleCommandInput,
    call: Call,
  ): Output<DescribeComplianceByConfigRuleCommandOutput> => {
    const list = JSON.stringify([input.ConfigRuleNames, input.ComplianceTypes]);
    const { items, next } = page(call, limits, { token: input.NextToken, limit: undefined, list }, ruleCount(call), (index) => {
      const rule = call.estate.at('config-rule', call.region, index);
      const isWanted =
        rule &&
        (!input.ConfigRuleNames?.length || input.ConfigRuleNames.includes(rule.name)) &&
        (!input.ComplianceTypes?.length || input.ComplianceTypes.includes(rule.compliance));
      return isWanted ? rule : undefined;
    });
    return {
      ComplianceByConfigRules: items.map(({ name, compliance, nonCompliantResources }) => ({
        ConfigRuleName: name,
        Compliance: {
          ComplianceType: compliance,
          ...(compliance === 'NON_COMPLIANT'
            ? {
                ComplianceContributorCount: {
                  CappedCount: Math.min(nonCompliantResources, RESOURCE_CAP),
                  CapExceeded: nonCompliantResources > RESOURCE_CAP,
                },
              }
            : {}),
        },
      })),
      NextToken: next,
    };
  },
};

/** Config records in the primary region and most others; where it does not, there are no rules. */
function isRecording(estate: Estate, region: string): boolean {
  return region === estate.regions[0] || estate.dice('recorder', region, 0).chance('on', 0.7);
}

function ruleCount({ estate, region }: Call): number {
  return isRecording(estate, region) ? estate.count('config-rule', region) : 0;
}

import { iamAccountSummary } from '@offload/contracts';
import { iam } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';

export const accountSummaryCollector = collector({
  resource: iamAccountSummary,
  service: 'iam',
  scope: 'global',
  actions: ['iam:GetAccountSummary'],
  access: iam,

  async *pages({ sdk, client }) {
    const { SummaryMap } = await client.send(new sdk.GetAccountSummaryCommand());
    yield [SummaryMap ?? {}];
  },

  describe(summary, { accountId }) {
    return {
      ref: `arn:aws:iam::${accountId}:account-summary`,
      name: null,
      fields: {
        rootHasAccessKeys: isPositive(summary.AccountAccessKeysPresent),
        rootHasMfa: isPositive(summary.AccountMFAEnabled),
        users: summary.Users,
        groups: summary.Groups,
        roles: summary.Roles,
        policies: summary.Policies,
      },
    };
  },

  parts: {
    rootMfaIsVirtual: {
      actions: ['iam:ListVirtualMFADevices'],
      async read({ sdk, client, accountId }) {
        const rootArn = `arn:aws:iam::${accountId}:root`;
        for await (const page of sdk.paginateListVirtualMFADevices({ client, pageSize: 1000 }, { AssignmentStatus: 'Assigned' })) {
          if (page.VirtualMFADevices?.some(({ User }) => User?.Arn === rootArn)) return true;
        }
        return false;
      },
    },
  },
});

/** A figure that is missing is not a zero: the shape refuses it. */
const isPositive = (figure: number | undefined): boolean | undefined => (figure === undefined ? undefined : figure > 0);

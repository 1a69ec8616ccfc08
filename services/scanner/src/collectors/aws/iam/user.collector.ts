import { iamUser } from '@offload/contracts';
import { iam } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';
import { attachedPoliciesOf } from './attached-policies.ts';

export const userCollector = collector({
  resource: iamUser,
  service: 'iam',
  scope: 'global',
  // One call for a thousand users with their policies, groups and tags, where ListUsers takes four more a user.
  actions: ['iam:GetAccountAuthorizationDetails'],
  access: iam,

  async *pages({ sdk, client }) {
    const pages = sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['User'] });
    for await (const page of pages) yield page.UserDetailList ?? [];
  },

  describe(user) {
    return {
      ref: user.Arn ?? '',
      name: user.UserName ?? null,
      tags: awsTags(user.Tags),
      fields: {
        userName: user.UserName,
        userId: user.UserId,
        path: user.Path,
        createdAt: user.CreateDate?.toISOString(),
        attachedPolicies: attachedPoliciesOf(user.AttachedManagedPolicies),
        inlinePolicyNames: (user.UserPolicyList ?? []).map(({ PolicyName = '' }) => PolicyName),
        groupNames: user.GroupList ?? [],
      },
    };
  },

  parts: {
    consolePassword: {
      actions: ['iam:GetLoginProfile', 'iam:GetUser'],
      async read({ sdk, client }, { UserName }) {
        const { LoginProfile } = await client.send(new sdk.GetLoginProfileCommand({ UserName }));
        const { User } = await client.send(new sdk.GetUserCommand({ UserName }));
        return { createdAt: isoOf(LoginProfile?.CreateDate) ?? '', lastUsedAt: isoOf(User?.PasswordLastUsed) };
      },
      absent: { NoSuchEntityException: null },
    },
    mfaDevices: {
      actions: ['iam:ListMFADevices'],
      async read({ sdk, client }, { UserName }) {
        const { MFADevices = [] } = await client.send(new sdk.ListMFADevicesCommand({ UserName }));
        return MFADevices.map(({ SerialNumber = '', EnableDate }) => ({ serialNumber: SerialNumber, enabledAt: isoOf(EnableDate) }));
      },
    },
    accessKeys: {
      actions: ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
      async read({ sdk, client }, { UserName }) {
        const { AccessKeyMetadata = [] } = await client.send(new sdk.ListAccessKeysCommand({ UserName }));
        const accessKeys = [];
        for (const { AccessKeyId, Status, CreateDate } of AccessKeyMetadata) {
          const { AccessKeyLastUsed } = await client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }));
          accessKeys.push({
            accessKeyId: AccessKeyId ?? '',
            isActive: Status === 'Active',
            createdAt: isoOf(CreateDate) ?? '',
            lastUsedAt: isoOf(AccessKeyLastUsed?.LastUsedDate),
          });
        }
        return accessKeys;
      },
    },
  },
});

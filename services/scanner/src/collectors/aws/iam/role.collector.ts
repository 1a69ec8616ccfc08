import { iamRole } from '@offload/contracts';
import { iam } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';
import { statementsOf } from '../policy-document.ts';
import { attachedPoliciesOf } from './attached-policies.ts';

export const roleCollector = collector({
  resource: iamRole,
  service: 'iam',
  scope: 'global',
  actions: ['iam:GetAccountAuthorizationDetails'],
  access: iam,

  async *pages({ sdk, client }) {
    const pages = sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['Role'] });
    for await (const page of pages) yield page.RoleDetailList ?? [];
  },

  describe(role) {
    return {
      ref: role.Arn ?? '',
      name: role.RoleName ?? null,
      tags: awsTags(role.Tags),
      fields: {
        roleName: role.RoleName,
        roleId: role.RoleId,
        path: role.Path,
        createdAt: role.CreateDate?.toISOString(),
        lastUsedAt: isoOf(role.RoleLastUsed?.LastUsedDate),
        isServiceLinked: role.Path?.startsWith('/aws-service-role/'),
        trust: statementsOf(role.AssumeRolePolicyDocument ?? '').map(({ isAllow, principals, conditions }) => ({
          isAllow,
          awsPrincipals: [...(principals['AWS'] ?? [])],
          services: [...(principals['Service'] ?? [])],
          federated: [...(principals['Federated'] ?? [])],
          conditionKeys: Object.values(conditions).flatMap((keys) => Object.keys(keys)),
        })),
        attachedPolicies: attachedPoliciesOf(role.AttachedManagedPolicies),
        inlinePolicyNames: (role.RolePolicyList ?? []).map(({ PolicyName = '' }) => PolicyName),
      },
    };
  },
});

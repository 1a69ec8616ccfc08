import { iamPolicy } from '@offload/contracts';
import { iam } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { isoOf } from '../iso-of.ts';
import { statementsOf } from '../policy-document.ts';

export const policyCollector = collector({
  resource: iamPolicy,
  service: 'iam',
  scope: 'global',
  actions: ['iam:GetAccountAuthorizationDetails'],
  access: iam,

  async *pages({ sdk, client }) {
    const pages = sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['LocalManagedPolicy'] });
    for await (const page of pages) yield page.Policies ?? [];
  },

  describe(policy) {
    const current = policy.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
    return {
      ref: policy.Arn ?? '',
      name: policy.PolicyName ?? null,
      fields: {
        policyName: policy.PolicyName,
        policyId: policy.PolicyId,
        path: policy.Path,
        createdAt: policy.CreateDate?.toISOString(),
        updatedAt: isoOf(policy.UpdateDate),
        attachments: policy.AttachmentCount ?? 0,
        allowsEverything: statementsOf(current?.Document ?? '').some(
          ({ isAllow, actions, resources, conditions }) =>
            isAllow && actions.some(isEveryAction) && resources.includes('*') && Object.keys(conditions).length === 0,
        ),
      },
    };
  },
});

const isEveryAction = (action: string): boolean => action === '*' || action === '*:*';

import type { PasswordPolicy } from '@aws-sdk/client-iam';
import { iamPasswordPolicy } from '@offload/contracts';
import { iam } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';

/**
 * What holds in an account that set nothing:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
const defaultPolicy: PasswordPolicy = { MinimumPasswordLength: 8, AllowUsersToChangePassword: true };

export const passwordPolicyCollector = collector({
  resource: iamPasswordPolicy,
  service: 'iam',
  scope: 'global',
  actions: ['iam:GetAccountPasswordPolicy'],
  access: iam,

  async *pages({ sdk, client }) {
    const { PasswordPolicy } = await client.send(new sdk.GetAccountPasswordPolicyCommand());
    yield [{ isSet: true, policy: PasswordPolicy ?? defaultPolicy }];
  },
  absent: { NoSuchEntityException: [{ isSet: false, policy: defaultPolicy }] },

  describe({ isSet, policy }, { accountId }) {
    return {
      ref: `arn:aws:iam::${accountId}:account-password-policy`,
      name: null,
      fields: {
        isSet,
        minimumLength: policy.MinimumPasswordLength,
        requiresLowercase: policy.RequireLowercaseCharacters ?? false,
        requiresUppercase: policy.RequireUppercaseCharacters ?? false,
        requiresNumbers: policy.RequireNumbers ?? false,
        requiresSymbols: policy.RequireSymbols ?? false,
        rememberedPasswords: policy.PasswordReusePrevention ?? 0,
        maxAgeDays: policy.MaxPasswordAge || null,
        usersMayChangeTheirs: policy.AllowUsersToChangePassword ?? false,
      },
    };
  },
});

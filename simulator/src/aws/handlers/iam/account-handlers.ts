import type {
  GenerateCredentialReportCommandOutput,
  GetAccountAuthorizationDetailsCommandInput,
  GetAccountAuthorizationDetailsCommandOutput,
  GetAccountPasswordPolicyCommandOutput,
  GetAccountSummaryCommandOutput,
  GetCredentialReportCommandOutput,
  ListAccountAliasesCommandOutput,
  SimulatePrincipalPolicyCommandInput,
  SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam';
import { GLOBAL } from '../../estate/counts.ts';
import { accountSettings } from '../../estate/iam.ts';
import { decide, nothing } from '../../iam/evaluate.ts';
import type { Call, Handlers, Output } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { documentsOf } from '../../world/world.ts';
import { credentialReport } from './credential-report.ts';
import { iamList, iamPage } from './paging.ts';
import { noSuchEntity, requireRole, requireUser, roles, users } from './principals.ts';
import { describe as describeRole, describePolicy, urlEncoded } from './role-handlers.ts';
import { describe as describeUser } from './user-handlers.ts';

const weak = {
  MinimumPasswordLength: 8,
  RequireSymbols: false,
  RequireNumbers: true,
  RequireUppercaseCharacters: false,
  RequireLowercaseCharacters: true,
  ExpirePasswords: false,
};
const strong = {
  MinimumPasswordLength: 14,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  ExpirePasswords: true,
  MaxPasswordAge: 90,
  PasswordReusePrevention: 24,
  HardExpiry: false,
};

export const iamAccountHandlers: Handlers = {
  'iam:GetAccountPasswordPolicy': (_input: unknown, { estate, account }: Call): Output<GetAccountPasswordPolicyCommandOutput> => {
    const { passwordPolicy } = accountSettings(estate);
    if (passwordPolicy === 'absent') throw noSuchEntity(`The Password Policy with domain name ${account.accountId} cannot be found.`);
    return { PasswordPolicy: { AllowUsersToChangePassword: true, ...(passwordPolicy === 'weak' ? weak : strong) } };
  },

  'iam:GetAccountSummary': (_input: unknown, call: Call): Output<GetAccountSummaryCommandOutput> => {
    const { hasRootMfa, rootKeys } = accountSettings(call.estate);
    return {
      SummaryMap: {
        Users: users(call).count,
        UsersQuota: 5000,
        Roles: roles(call).count,
        RolesQuota: 1000,
        Policies: call.estate.count('policy', GLOBAL),
        PoliciesQuota: 1500,
        Groups: 2,
        GroupsQuota: 300,
        AccountMFAEnabled: Number(hasRootMfa),
        AccountAccessKeysPresent: rootKeys,
        AccountSigningCertificatesPresent: 0,
        AccessKeysPerUserQuota: 2,
        MFADevices: 0,
        MFADevicesInUse: 0,
      },
    };
  },

  'iam:ListAccountAliases': (_input: unknown, { account }: Call): Output<ListAccountAliasesCommandOutput> => ({
    AccountAliases: account.options.alias === null ? [] : [account.options.alias],
    IsTruncated: false,
  }),

  'iam:GenerateCredentialReport': (): Output<GenerateCredentialReportCommandOutput> => ({ State: 'COMPLETE' }),

  'iam:GetCredentialReport': (_input: unknown, call: Call): Output<GetCredentialReportCommandOutput> => ({
    Content: Buffer.from(credentialReport(call)),
    ReportFormat: 'text/csv',
    GeneratedTime: new Date(call.nowMs),
  }),

  'iam:GetAccountAuthorizationDetails': (
    input: GetAccountAuthorizationDetailsCommandInput,
    call: Call,
  ): Output<GetAccountAuthorizationDetailsCommandOutput> => {
    const wanted = (kind: string) => !input.Filter?.length || input.Filter.some((filter) => filter === kind);
    const allUsers = users(call);
    const allRoles = roles(call);
    const policies = call.estate.count('policy', GLOBAL);
    const output = { UserDetailList: [] as object[], GroupDetailList: [], RoleDetailList: [] as object[], Policies: [] as object[] };
    const { items, ...more } = iamPage(
      call,
      input,
      allUsers.count + allRoles.count + policies,
      (index) => {
        if (index < allUsers.count) {
          const user = wanted('User') ? allUsers.at(index) : undefined;
          return (
            user && {
              list: output.UserDetailList,
              detail: {
                ...describeUser(user),
                PasswordLastUsed: undefined,
                GroupList: user.groups,
                ...policiesOf(user, 'UserPolicyList'),
                Tags: user.tags,
              },
            }
          );
        }
        if (index < allUsers.count + allRoles.count) {
          const role = wanted('Role') ? allRoles.at(index - allUsers.count) : undefined;
          return (
            role && {
              list: output.RoleDetailList,
              detail: {
                ...describeRole(role, call),
                MaxSessionDuration: undefined,
                InstanceProfileList: [],
                ...policiesOf(role, 'RolePolicyList'),
                Tags: role.tags,
              },
            }
          );
        }
        const policy = wanted('LocalManagedPolicy') ? call.estate.at('policy', GLOBAL, index - allUsers.count - allRoles.count) : undefined;
        const version = policy && {
          VersionId: 'v1',
          IsDefaultVersion: true,
          Document: urlEncoded(policy.document),
          CreateDate: policy.createdAt,
        };
        return policy && { list: output.Policies, detail: { ...describePolicy(policy), PolicyVersionList: [version] } };
      },
      input.Filter?.join(),
    );
    for (const { list, detail } of items) list.push(detail);
    return { ...output, ...more } as Output<GetAccountAuthorizationDetailsCommandOutput>;
  },

  'iam:SimulatePrincipalPolicy': (input: SimulatePrincipalPolicyCommandInput, call: Call): Output<SimulatePrincipalPolicyCommandOutput> => {
    const { inlinePolicies, managedPolicyArns, withheld } = principalBehind(input.PolicySourceArn ?? '', call);
    const identityPolicies = [...inlinePolicies, ...documentsOf(managedPolicyArns)];
    const grants = {
      arn: input.PolicySourceArn ?? '',
      accountId: call.account.accountId,
      isRoot: false,
      identityPolicies,
      withheld,
      sessionPolicies: undefined,
    };
    const questions = (input.ActionNames ?? []).flatMap((action) =>
      (input.ResourceArns?.length ? input.ResourceArns : ['*']).map((resource) => ({ action, resource })),
    );
    const { items, ...more } = iamList(call, input, questions, input.PolicySourceArn ?? '');
    return {
      EvaluationResults: items.map(({ action, resource }) => {
        const decision = decide(grants, { action, resource, context: {} });
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decision === 'allowed' ? 'allowed' : decision === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny',
          MatchedStatements: [],
          MissingContextValues: [],
        };
      }),
      ...more,
    };
  },
};

interface HasPolicies {
  attachedPolicies: { PolicyName: string; PolicyArn: string }[];
  inlinePolicyNames: string[];
  inlineDocument: (name: string) => Record<string, unknown> | undefined;
}

function policiesOf(principal: HasPolicies, listName: 'UserPolicyList' | 'RolePolicyList') {
  return {
    AttachedManagedPolicies: principal.attachedPolicies,
    [listName]: principal.inlinePolicyNames.map((PolicyName) => ({
      PolicyName,
      PolicyDocument: urlEncoded(principal.inlineDocument(PolicyName) ?? {}),
    })),
  };
}

/** The policies of a role or user by its exact ARN, path included; session ARNs are refused, as IAM refuses them. */
function principalBehind(arn: string, call: Call) {
  const match = /^arn:aws:iam::\d{12}:(user|role)\/(?:.+\/)?([^/]+)$/.exec(arn);
  if (!match) throw new AwsError(400, 'InvalidInput', 'Invalid Entity Arn');
  const isUser = match[1] === 'user';
  const record = isUser ? requireUser(match[2], call) : requireRole(match[2], call);
  if (record.arn !== arn) throw noSuchEntity(`The ${match[1]} with name ${match[2]} cannot be found.`);
  return {
    inlinePolicies: record.inlinePolicyNames.map((name) => record.inlineDocument(name)).filter((document) => document !== undefined),
    managedPolicyArns: record.attachedPolicies.map(({ PolicyArn }) => PolicyArn),
    withheld: (isUser ? undefined : call.account.roles.get(record.name)?.withheld) ?? nothing,
  };
}

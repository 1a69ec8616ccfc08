import type {
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  GetPolicyVersionCommandInput,
  GetPolicyVersionCommandOutput,
  GetRoleCommandInput,
  GetRoleCommandOutput,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesCommandOutput,
  ListPoliciesCommandInput,
  ListPoliciesCommandOutput,
  ListRolePoliciesCommandInput,
  ListRolePoliciesCommandOutput,
  ListRolesCommandInput,
  ListRolesCommandOutput,
  Role,
} from '@aws-sdk/client-iam';
import { GLOBAL } from '../../estate/counts.ts';
import { indexInName } from '../../estate/function.ts';
import type { PolicyRecord, RoleRecord } from '../../estate/iam.ts';
import { managedPolicy, managedPolicyArns } from '../../iam/managed-policies.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import type { Call, Handlers, Output } from '../../call.ts';
import { iamList, iamPage } from './paging.ts';
import { noSuchEntity, requireRole, roles } from './principals.ts';

export const iamRoleHandlers: Handlers = {
  'iam:ListRoles': (input: ListRolesCommandInput, call: Call): Output<ListRolesCommandOutput> => {
    const all = roles(call);
    const prefix = input.PathPrefix ?? '/';
    const { items, ...more } = iamPage(
      call,
      input,
      all.count,
      (index) => {
        const role = all.at(index);
        return role?.path.startsWith(prefix) ? role : undefined;
      },
      prefix,
    );
    // RoleLastUsed and tags come with GetRole only.
    return { Roles: items.map((role) => describe(role, call)), ...more };
  },

  'iam:GetRole': (input: GetRoleCommandInput, call: Call): Output<GetRoleCommandOutput> => {
    const role = requireRole(input.RoleName, call);
    return {
      Role: {
        ...describe(role, call),
        Tags: role.tags,
        RoleLastUsed: role.lastUsedAt ? { LastUsedDate: role.lastUsedAt, Region: call.estate.regions[0] } : {},
      },
    };
  },

  'iam:ListAttachedRolePolicies': (
    input: ListAttachedRolePoliciesCommandInput,
    call: Call,
  ): Output<ListAttachedRolePoliciesCommandOutput> => {
    const role = requireRole(input.RoleName, call);
    const { items, ...more } = iamList(call, input, role.attachedPolicies, role.name);
    return { AttachedPolicies: items, ...more };
  },

  'iam:ListRolePolicies': (input: ListRolePoliciesCommandInput, call: Call): Output<ListRolePoliciesCommandOutput> => {
    const role = requireRole(input.RoleName, call);
    const { items, ...more } = iamList(call, input, role.inlinePolicyNames, role.name);
    return { PolicyNames: items, ...more };
  },

  'iam:ListPolicies': (input: ListPoliciesCommandInput, call: Call): Output<ListPoliciesCommandOutput> => {
    const scope = input.Scope ?? 'All';
    const managed = scope === 'Local' ? [] : managedPolicyArns;
    const generated = scope === 'AWS' ? 0 : call.estate.count('policy', GLOBAL);
    const { items, ...more } = iamPage(
      call,
      input,
      managed.length + generated,
      (index) => {
        if (index < managed.length) return input.OnlyAttached ? undefined : describeManaged(managed[index]!);
        const policy = call.estate.at('policy', GLOBAL, index - managed.length);
        return policy && (!input.OnlyAttached || policy.attachmentCount > 0) ? describePolicy(policy) : undefined;
      },
      `${scope} ${input.OnlyAttached}`,
    );
    return { Policies: items, ...more };
  },

  'iam:GetPolicy': (input: GetPolicyCommandInput, call: Call): Output<GetPolicyCommandOutput> => {
    const { policy, managed } = requirePolicy(input.PolicyArn, call);
    return { Policy: policy ? describePolicy(policy) : describeManaged(managed) };
  },

  'iam:GetPolicyVersion': (input: GetPolicyVersionCommandInput, call: Call): Output<GetPolicyVersionCommandOutput> => {
    const { policy, document } = requirePolicy(input.PolicyArn, call);
    if (input.VersionId !== 'v1')
      throw noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
    return {
      PolicyVersion: {
        Document: urlEncoded(document),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: policy?.createdAt ?? new Date('2015-02-06T18:40:00Z'),
      },
    };
  },
};

/** A role as IAM's lists show it; the trust policy is URL-encoded, as IAM sends it. */
export function describe(role: RoleRecord, { account }: Call): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: urlEncoded(role.trustPolicy),
    MaxSessionDuration: account.roles.get(role.name)?.maxSessionSeconds ?? 3600,
  };
}

export function urlEncoded(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document));
}

export function describePolicy(policy: PolicyRecord) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: policy.attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.createdAt,
  };
}

function describeManaged(arn: string) {
  const date = new Date('2015-02-06T18:40:00Z');
  return {
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyId: 'ANPAMANAGEDBYAWS00000',
    Arn: arn,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: date,
    UpdateDate: date,
  };
}

function requirePolicy(
  arn: string | undefined,
  { estate }: Call,
): { policy: PolicyRecord | undefined; managed: string; document: PolicyDocument } {
  const managed = managedPolicy(arn ?? '');
  if (managed) return { policy: undefined, managed: arn!, document: managed };
  const policy = estate.at('policy', GLOBAL, indexInName(arn ?? ''));
  if (policy?.arn === arn) return { policy, managed: '', document: policy!.document };
  throw noSuchEntity(`Policy ${arn} was not found.`);
}

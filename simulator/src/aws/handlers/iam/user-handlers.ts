import type {
  CreateUserCommandInput,
  CreateUserCommandOutput,
  GetAccessKeyLastUsedCommandInput,
  GetAccessKeyLastUsedCommandOutput,
  GetLoginProfileCommandInput,
  GetLoginProfileCommandOutput,
  GetUserCommandInput,
  GetUserCommandOutput,
  ListAccessKeysCommandInput,
  ListAccessKeysCommandOutput,
  ListAttachedUserPoliciesCommandInput,
  ListAttachedUserPoliciesCommandOutput,
  ListGroupsForUserCommandInput,
  ListGroupsForUserCommandOutput,
  ListMFADevicesCommandInput,
  ListMFADevicesCommandOutput,
  ListUserPoliciesCommandInput,
  ListUserPoliciesCommandOutput,
  ListUsersCommandInput,
  ListUsersCommandOutput,
  ListVirtualMFADevicesCommandInput,
  ListVirtualMFADevicesCommandOutput,
  User,
} from '@aws-sdk/client-iam';
import { GLOBAL } from '../../estate/counts.ts';
import type { Estate } from '../../estate/estate.ts';
import { accountSettings, userAt, type UserRecord } from '../../estate/iam.ts';
import type { Call, Handlers, Output } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { iamList, iamPage } from './paging.ts';
import { noSuchEntity, requireUser, users } from './principals.ts';

export const iamUserHandlers: Handlers = {
  'iam:ListUsers': (input: ListUsersCommandInput, call: Call): Output<ListUsersCommandOutput> => {
    const all = users(call);
    const prefix = input.PathPrefix ?? '/';
    const { items, ...more } = iamPage(
      call,
      input,
      all.count,
      (index) => {
        const user = all.at(index);
        return user?.path.startsWith(prefix) ? user : undefined;
      },
      prefix,
    );
    // Lists leave the tags out, GetUser has them.
    return { Users: items.map(describe), ...more };
  },

  'iam:GetUser': (input: GetUserCommandInput, call: Call): Output<GetUserCommandOutput> => {
    if (input.UserName === undefined && call.caller.kind === 'root') return { User: rootUser(call) };
    const user = requireUser(input.UserName, call);
    return { User: { ...describe(user), Tags: user.tags } };
  },

  'iam:ListAccessKeys': (input: ListAccessKeysCommandInput, call: Call): Output<ListAccessKeysCommandOutput> => {
    const user = requireUser(input.UserName, call);
    const { items, ...more } = iamList(call, input, user.keys, user.name);
    return {
      AccessKeyMetadata: items.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.accessKeyId,
        Status: key.isActive ? 'Active' : 'Inactive',
        CreateDate: key.createdAt,
      })),
      ...more,
    };
  },

  'iam:GetAccessKeyLastUsed': (input: GetAccessKeyLastUsedCommandInput, call: Call): Output<GetAccessKeyLastUsedCommandOutput> => {
    const { user, key } = ownerOfKey(input.AccessKeyId, call) ?? {};
    if (user && key)
      return {
        UserName: user.name,
        AccessKeyLastUsed: key.lastUsedAt
          ? { LastUsedDate: key.lastUsedAt, ServiceName: 's3', Region: call.estate.regions[0] }
          : { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' },
      };
    throw new AwsError(
      403,
      'AccessDenied',
      `User: ${call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${input.AccessKeyId}`,
    );
  },

  'iam:ListMFADevices': (input: ListMFADevicesCommandInput, call: Call): Output<ListMFADevicesCommandOutput> => {
    const user = requireUser(input.UserName, call);
    return {
      MFADevices: user.hasMfa ? [{ UserName: user.name, SerialNumber: serialOf(user, call), EnableDate: user.createdAt }] : [],
      IsTruncated: false,
    };
  },

  'iam:ListVirtualMFADevices': (input: ListVirtualMFADevicesCommandInput, call: Call): Output<ListVirtualMFADevicesCommandOutput> => {
    const all = users(call);
    const hasRootDevice = accountSettings(call.estate).hasRootMfa;
    const { items, ...more } = iamPage(
      call,
      input,
      all.count + 1,
      (index) => {
        if (input.AssignmentStatus === 'Unassigned') return undefined;
        if (index === 0) {
          return hasRootDevice
            ? {
                SerialNumber: `arn:aws:iam::${call.account.accountId}:mfa/root-account-mfa-device`,
                User: rootUser(call),
                EnableDate: call.estate.daysAgo(300),
              }
            : undefined;
        }
        const user = all.at(index - 1);
        return user?.hasMfa ? { SerialNumber: serialOf(user, call), User: describe(user), EnableDate: user.createdAt } : undefined;
      },
      input.AssignmentStatus,
    );
    return { VirtualMFADevices: items, ...more };
  },

  'iam:GetLoginProfile': (input: GetLoginProfileCommandInput, call: Call): Output<GetLoginProfileCommandOutput> => {
    const user = requireUser(input.UserName, call);
    if (!user.passwordCreatedAt) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
    return { LoginProfile: { UserName: user.name, CreateDate: user.passwordCreatedAt, PasswordResetRequired: false } };
  },

  'iam:ListAttachedUserPolicies': (
    input: ListAttachedUserPoliciesCommandInput,
    call: Call,
  ): Output<ListAttachedUserPoliciesCommandOutput> => {
    const user = requireUser(input.UserName, call);
    const { items, ...more } = iamList(call, input, user.attachedPolicies, user.name);
    return { AttachedPolicies: items, ...more };
  },

  'iam:ListUserPolicies': (input: ListUserPoliciesCommandInput, call: Call): Output<ListUserPoliciesCommandOutput> => {
    const user = requireUser(input.UserName, call);
    const { items, ...more } = iamList(call, input, user.inlinePolicyNames, user.name);
    return { PolicyNames: items, ...more };
  },

  'iam:ListGroupsForUser': (input: ListGroupsForUserCommandInput, call: Call): Output<ListGroupsForUserCommandOutput> => {
    const user = requireUser(input.UserName, call);
    const { items, ...more } = iamList(call, input, user.groups, user.name);
    return { Groups: items.map((name) => groupOf(name, call)), ...more };
  },

  // A write: it works for whoever may, so that a denial proves that the session policy held.
  'iam:CreateUser': (input: CreateUserCommandInput, call: Call): Output<CreateUserCommandOutput> => {
    const name = input.UserName ?? '';
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw new AwsError(400, 'ValidationError', 'The specified value for userName is invalid.');
    if (call.account.users.has(name)) throw new AwsError(409, 'EntityAlreadyExists', `User with name ${name} already exists.`);
    const user = call.world.putUser(call.account.accountId, { name, path: '/', inlinePolicies: {}, managedPolicyArns: [], accessKeys: [] });
    return { User: { UserName: name, Path: '/', UserId: user.id, Arn: user.arn, CreateDate: user.createdAt } };
  },
};

/** A user as IAM's lists show it. */
export function describe(user: UserRecord): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    PasswordLastUsed: user.passwordLastUsedAt,
  };
}

function rootUser({ account, estate }: Call): User {
  return {
    Path: '/',
    UserName: account.options.alias ?? '',
    UserId: account.accountId,
    Arn: `arn:aws:iam::${account.accountId}:root`,
    CreateDate: estate.daysAgo(1500),
  };
}

function serialOf(user: UserRecord, { account }: Call): string {
  return `arn:aws:iam::${account.accountId}:mfa/${user.name}`;
}

/** Groups hold no state of their own: two names, the same in every account. */
export function groupOf(name: string, { account, estate }: Call) {
  return {
    Path: '/',
    GroupName: name,
    GroupId: `AGPA${name.toUpperCase().padEnd(17, 'A')}`,
    Arn: `arn:aws:iam::${account.accountId}:group/${name}`,
    CreateDate: estate.daysAgo(1200),
  };
}

/** The user that has a key: looked up first, since a scan asks for the key of every user; searched for when an admin put it there. */
function ownerOfKey(accessKeyId: string | undefined, call: Call) {
  const all = users(call);
  const put = all.count - call.estate.count('user', GLOBAL);
  const expected = put + (generatedOwners(call.estate).get(accessKeyId ?? '') ?? 0);

  for (let turn = -1; turn < all.count; turn++) {
    const user = all.at(turn < 0 ? expected : turn);
    const key = user?.keys.find((one) => one.accessKeyId === accessKeyId);
    if (user && key) return { user, key };
  }
  return undefined;
}

const ownersOfEstate = new WeakMap<Estate, Map<string, number>>();

/** Which generated user has a key, by its position. */
function generatedOwners(estate: Estate): Map<string, number> {
  let owners = ownersOfEstate.get(estate);
  if (!owners) {
    owners = new Map();
    for (let index = 0; index < estate.count('user', GLOBAL); index++)
      for (const { accessKeyId } of userAt(estate, GLOBAL, index).keys) owners.set(accessKeyId, index);
    ownersOfEstate.set(estate, owners);
  }
  return owners;
}

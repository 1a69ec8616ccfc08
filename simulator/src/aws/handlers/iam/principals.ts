/** Users and roles of an account as IAM shows them: those that an admin put first, then the generated ones, in one index space. */
import { GLOBAL } from '../../estate/counts.ts';
import type { RoleRecord, UserRecord } from '../../estate/iam.ts';
import { indexInName } from '../../estate/function.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import type { Call } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { Role, User } from '../../world/account.ts';

/** A user or role with the documents of its inline policies. */
export type Inline<T> = T & { inlineDocument: (name: string) => PolicyDocument | undefined };

const generatedInline: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };

interface Listing<T> {
  count: number;
  at: (index: number) => T | undefined;
}

export function users({ account, estate }: Call): Listing<Inline<UserRecord>> {
  const put = [...account.users.values()];
  return {
    count: put.length + estate.count('user', GLOBAL),
    at: (index) => (index < put.length ? fromUser(put[index]!) : withInline(estate.at('user', GLOBAL, index - put.length))),
  };
}

export function roles({ account, estate }: Call): Listing<Inline<RoleRecord>> {
  const put = [...account.roles.values()];
  return {
    count: put.length + estate.count('role', GLOBAL),
    at: (index) => (index < put.length ? fromRole(put[index]!) : withInline(estate.at('role', GLOBAL, index - put.length))),
  };
}

/** The user of that name, or the caller when none is named; throws NoSuchEntity. */
export function requireUser(name: string | undefined, call: Call): Inline<UserRecord> {
  const wanted = name ?? call.caller.userName;
  if (wanted === undefined) throw new AwsError(400, 'ValidationError', 'Must specify userName when calling with non-User credentials');
  const put = call.account.users.get(wanted);
  if (put) return fromUser(put);
  const generated = withInline(call.estate.at('user', GLOBAL, indexInName(wanted)));
  if (generated?.name === wanted) return generated;
  throw noSuchEntity(`The user with name ${wanted} cannot be found.`);
}

/** The role of that name; throws NoSuchEntity. */
export function requireRole(name: string | undefined, call: Call): Inline<RoleRecord> {
  const put = call.account.roles.get(name ?? '');
  if (put) return fromRole(put);
  const generated = withInline(call.estate.at('role', GLOBAL, indexInName(name ?? '')));
  if (generated?.name === name) return generated!;
  throw noSuchEntity(`The role with name ${name} cannot be found.`);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError(404, 'NoSuchEntity', message);
}

function withInline<T extends object>(record: T | undefined): Inline<T> | undefined {
  return record && { ...record, inlineDocument: () => generatedInline };
}

function attached(arns: readonly string[]) {
  return arns.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1) }));
}

function fromUser(user: User): Inline<UserRecord> {
  return {
    name: user.name,
    path: user.path,
    id: user.id,
    arn: user.arn,
    createdAt: user.createdAt,
    passwordCreatedAt: undefined,
    passwordLastUsedAt: undefined,
    hasMfa: false,
    keys: user.keys.map(({ accessKeyId, isActive, createdAt }) => ({ accessKeyId, isActive, createdAt, lastUsedAt: undefined })),
    attachedPolicies: attached(user.managedPolicyArns),
    inlinePolicyNames: Object.keys(user.inlinePolicies),
    groups: [],
    tags: [],
    inlineDocument: (name) => user.inlinePolicies[name],
  };
}

function fromRole(role: Role): Inline<RoleRecord> {
  return {
    name: role.name,
    path: role.path,
    id: role.id,
    arn: role.arn,
    createdAt: role.createdAt,
    trustPolicy: role.trustPolicy,
    lastUsedAt: undefined,
    attachedPolicies: attached(role.managedPolicyArns),
    inlinePolicyNames: Object.keys(role.inlinePolicies),
    tags: [],
    inlineDocument: (name) => role.inlinePolicies[name],
  };
}

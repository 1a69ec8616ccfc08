/**
 * What an admin can do, as data: a verb's input schema and what it does. In-process calls, the HTTP API and the journal all go through
 * this table.
 */
import { z } from 'zod';
import type { AccountView, EstateCounts, RecordedCall, RoleView, UserView } from '../control.ts';
import { GLOBAL, shares } from '../estate/counts.ts';
import type { ResourceType } from '../estate/resources.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { administratorAccessArn, securityAuditArn, securitySupplement } from '../iam/managed-policies.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import type { Recorder } from '../server/recorder.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Account } from '../world/account.ts';
import type { World } from '../world/world.ts';
import {
  clockOffset,
  createAccount,
  deleteRole,
  deleteUser,
  faultPlan,
  hideResource,
  onboarding,
  overrideResource,
  putRole,
  putUser,
  recordedFilter,
} from './schemas.ts';

export interface AdminContext {
  world: World;
  faults: FaultPlan;
  recorder: Recorder;
  clock: { offsetMs: number };
}

/** An input that the verb refuses although its shape is right: an account that does not exist, a policy that IAM would refuse. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
}

interface Verb<S extends z.ZodType = z.ZodType> {
  input: S;
  /** true: changes the world, so the journal keeps it. */
  isJournaled?: boolean;
  run: (context: AdminContext, input: z.output<S>) => unknown;
}

function verb<S extends z.ZodType>(definition: Verb<S>): Verb {
  return definition as unknown as Verb;
}

const accountKey = z.strictObject({ accountId: z.string() });

export const verbs: Readonly<Record<string, Verb>> = {
  account: verb({
    input: accountKey,
    run: ({ world }, { accountId }) => {
      const account = world.accounts.get(accountId);
      return account ? accountView(account) : null;
    },
  }),
  'create-account': verb({ input: createAccount, isJournaled: true, run: ({ world }, input) => accountView(world.createAccount(input)) }),
  'put-role': verb({
    input: putRole,
    isJournaled: true,
    run: ({ world }, { accountId, roleName, ...role }): RoleView => ({
      roleArn: world.putRole(accountId, { ...role, name: roleName }).arn,
    }),
  }),
  'delete-role': verb({
    input: deleteRole,
    isJournaled: true,
    run: ({ world }, { accountId, roleName }) => {
      world.requireAccount(accountId).roles.delete(roleName);
      return null;
    },
  }),
  'put-user': verb({
    input: putUser,
    isJournaled: true,
    run: ({ world }, { accountId, userName, ...user }): UserView => {
      const { arn, keys } = world.putUser(accountId, { ...user, name: userName });
      return { userArn: arn, accessKeys: keys.map(({ accessKeyId, secretAccessKey }) => ({ accessKeyId, secretAccessKey })) };
    },
  }),
  'delete-user': verb({
    input: deleteUser,
    isJournaled: true,
    run: ({ world }, { accountId, userName }) => {
      world.deleteUser(accountId, userName);
      return null;
    },
  }),
  'apply-onboarding': verb({ input: onboarding, isJournaled: true, run: applyOnboarding }),
  counts: verb({ input: accountKey, run: ({ world }, { accountId }): EstateCounts => world.requireAccount(accountId).estate.tally() }),
  hide: verb({
    input: hideResource,
    isJournaled: true,
    run: ({ world }, { accountId, type, region, index, hidden }) => {
      world.requireAccount(accountId).estate.hide(knownType(type, region), region, index, hidden);
      return null;
    },
  }),
  override: verb({
    input: overrideResource,
    isJournaled: true,
    run: ({ world }, { accountId, type, region, index, fields }) => {
      world.requireAccount(accountId).estate.override(knownType(type, region), region, index, fields);
      return null;
    },
  }),
  recorded: verb({ input: recordedFilter, run: ({ recorder }, filter): RecordedCall[] => recorder.list(filter) }),
  'clear-recorded': verb({
    input: z.strictObject({}),
    run: ({ recorder }) => {
      recorder.clear();
      return null;
    },
  }),
  'set-faults': verb({
    input: z.strictObject({ rules: faultPlan }),
    run: ({ faults }, { rules }) => {
      faults.set(rules);
      return null;
    },
  }),
  'set-clock-offset': verb({
    input: clockOffset,
    run: ({ clock }, { offsetMs }) => {
      clock.offsetMs = offsetMs;
      return null;
    },
  }),
};

/** Runs a verb on an input as it came. Throws ZodError for a wrong shape, AdminRefusal for what cannot be done. */
export function runVerb(context: AdminContext, name: string, input: unknown): unknown {
  const definition = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!definition) throw new AdminRefusal(`no such verb: ${name}`);
  const parsed = definition.input.parse(input);
  try {
    return definition.run(context, parsed);
  } catch (cause) {
    if (cause instanceof AwsError || cause instanceof Error) throw new AdminRefusal(cause.message, { cause });
    throw cause;
  }
}

function accountView(account: Account): AccountView {
  return {
    accountId: account.accountId,
    seed: account.options.seed,
    size: account.options.size,
    enabledRegions: [...account.options.enabledRegions],
    roleArns: [...account.roles.values()].map(({ arn }) => arn),
    userArns: [...account.users.values()].map(({ arn }) => arn),
    rootAccessKey: { accessKeyId: account.rootKey.accessKeyId, secretAccessKey: account.rootKey.secretAccessKey },
  };
}

function knownType(type: string, region: string): ResourceType {
  const share = Object.hasOwn(shares, type) ? shares[type as ResourceType] : undefined;
  if (!share) throw new Error(`no such resource type: ${type} (known: ${Object.keys(shares).join(', ')})`);
  if ((share.scope === 'global') !== (region === GLOBAL))
    throw new Error(`${type} resources live in ${share.scope === 'global' ? 'the region "global"' : 'a region'}`);
  return type as ResourceType;
}

/** What the customer's Terraform does: a role that trusts the platform under the external ID, with SecurityAudit and the supplement. */
function applyOnboarding({ world }: AdminContext, input: z.output<typeof onboarding>): RoleView {
  const { accountId, principalArn, externalId, roleName, path, permissions, actions, minusActions, denyActions, maxSessionSeconds } = input;
  const inlinePolicies: Record<string, PolicyDocument> = {};
  if (permissions === 'standard') inlinePolicies.OffloadSecuritySupplement = securitySupplement;
  if (permissions === 'strict' && actions.length > 0) inlinePolicies.OffloadSecurityStrict = statement('Allow', actions);
  if (denyActions.length > 0) inlinePolicies.CustomerGuardrail = statement('Deny', denyActions);
  const managedPolicyArns =
    permissions === 'standard' ? [securityAuditArn] : permissions === 'administrator' ? [administratorAccessArn] : [];
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: principalArn },
    Action: 'sts:AssumeRole',
    ...(externalId === null ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  };
  const role = {
    name: roleName,
    path,
    trustPolicy: { Version: '2012-10-17', Statement: [trust] },
    inlinePolicies,
    managedPolicyArns,
    maxSessionSeconds,
  };
  return { roleArn: world.putRole(accountId, role, minusActions).arn };
}

function statement(effect: 'Allow' | 'Deny', actions: readonly string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: effect, Action: actions, Resource: '*' }] };
}

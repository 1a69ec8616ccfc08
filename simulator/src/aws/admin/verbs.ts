import { z } from 'zod';
import { verb, type Verbs } from '../../admin/verb.ts';
import {
  createAccount,
  deleteRole,
  deleteUser,
  hideResource,
  onboarding,
  overrideResource,
  putOidcProvider,
  putRole,
  putUser,
} from '../../admin/schemas.ts';
import type { AccountView, EstateCounts, RoleView, UserView } from '../../control.ts';
import { GLOBAL, shares } from '../estate/counts.ts';
import type { ResourceType } from '../estate/resources.ts';
import { administratorAccessArn, securityAuditArn, securitySupplement } from '../iam/managed-policies.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import type { Account } from '../world/account.ts';
import type { World } from '../world/world.ts';

const accountKey = z.strictObject({ accountId: z.string() });

/** What an admin can do to the simulated AWS. */
export const awsVerbs = (world: World): Verbs => ({
  account: verb({
    input: accountKey,
    run: ({ accountId }) => {
      const account = world.accounts.get(accountId);
      return account ? accountView(account) : null;
    },
  }),
  'create-account': verb({
    input: createAccount,
    isJournaled: true,
    toReplay: (input, { accountId }: AccountView) => ({ ...input, accountId }),
    run: (input) => accountView(world.createAccount(input)),
  }),
  'put-role': verb({
    input: putRole,
    isJournaled: true,
    run: ({ accountId, roleName, ...role }): RoleView => ({
      roleArn: world.putRole(accountId, { ...role, name: roleName }).arn,
    }),
  }),
  'delete-role': verb({
    input: deleteRole,
    isJournaled: true,
    run: ({ accountId, roleName }) => {
      world.requireAccount(accountId).roles.delete(roleName);
      return null;
    },
  }),
  'put-oidc-provider': verb({
    input: putOidcProvider,
    isJournaled: true,
    run: ({ accountId, url, clientIds }) => {
      world.requireAccount(accountId).putOidcProvider(url, clientIds);
      return null;
    },
  }),
  'put-user': verb({
    input: putUser,
    isJournaled: true,
    run: ({ accountId, userName, ...user }): UserView => {
      const { arn, keys } = world.putUser(accountId, { ...user, name: userName });
      return { userArn: arn, accessKeys: keys.map(({ accessKeyId, secretAccessKey }) => ({ accessKeyId, secretAccessKey })) };
    },
  }),
  'delete-user': verb({
    input: deleteUser,
    isJournaled: true,
    run: ({ accountId, userName }) => {
      world.deleteUser(accountId, userName);
      return null;
    },
  }),
  'apply-onboarding': verb({ input: onboarding, isJournaled: true, run: (input) => applyOnboarding(world, input) }),
  counts: verb({ input: accountKey, run: ({ accountId }): EstateCounts => world.requireAccount(accountId).estate.tally() }),
  hide: verb({
    input: hideResource,
    isJournaled: true,
    run: ({ accountId, type, region, index, hidden }) => {
      world.requireAccount(accountId).estate.hide(knownType(type, region), region, index, hidden);
      return null;
    },
  }),
  override: verb({
    input: overrideResource,
    isJournaled: true,
    run: ({ accountId, type, region, index, fields }) => {
      world.requireAccount(accountId).estate.override(knownType(type, region), region, index, fields);
      return null;
    },
  }),
});

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
function applyOnboarding(world: World, input: z.output<typeof onboarding>): RoleView {
  const { accountId, principalArn, externalId, federated, roleName, path, permissions, actions, minusActions, denyActions, maxSessionSeconds } = input;
  const inlinePolicies: Record<string, PolicyDocument> = {};
  if (permissions === 'standard') inlinePolicies.OffloadSecuritySupplement = securitySupplement;
  if (permissions === 'strict' && actions.length > 0) inlinePolicies.OffloadSecurityStrict = statement('Allow', actions);
  if (denyActions.length > 0) inlinePolicies.CustomerGuardrail = statement('Deny', denyActions);
  const managedPolicyArns =
    permissions === 'standard' ? [securityAuditArn] : permissions === 'administrator' ? [administratorAccessArn] : [];
  if (federated) world.requireAccount(accountId).putOidcProvider(federated.issuer, [federated.audience]);
  const trust = federated ? federatedTrust(accountId, federated) : {
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

function federatedTrust(accountId: string, { issuer, subject, audience }: NonNullable<z.output<typeof onboarding>['federated']>): PolicyDocument {
  const name = issuer.replace(/^https:\/\//, '');
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${name}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${name}:aud`]: audience, ...(subject !== null && { [`${name}:sub`]: subject }) } },
  };
}

function statement(effect: 'Allow' | 'Deny', actions: readonly string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: effect, Action: actions, Resource: '*' }] };
}

import type { AssumeRoleCommandInput, AssumeRoleCommandOutput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { denialMessage, trusts } from '../iam/evaluate.ts';
import { managedPolicy } from '../iam/managed-policies.ts';
import { parsePolicy } from '../iam/policy.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Role } from '../world/account.ts';
import { decideFor } from '../world/world.ts';

const MAX_POLICY_CHARS = 2048;
const CHAINED_MAX_SECONDS = 3600;

export const stsHandlers: Handlers = {
  'sts:GetCallerIdentity': (_input: unknown, { caller }: Call): Output<GetCallerIdentityCommandOutput> => ({
    UserId: caller.userId,
    Account: caller.account.accountId,
    Arn: caller.arn,
  }),

  'sts:AssumeRole': (input: AssumeRoleCommandInput, call: Call): Output<AssumeRoleCommandOutput> => {
    const { caller, world, nowMs } = call;
    const request = checked(input);
    if (caller.kind === 'root') throw new AwsError(403, 'AccessDenied', 'Roles may not be assumed by root accounts.');
    const role = assumable(request.RoleArn, request.ExternalId, request.RoleSessionName, call);
    const isChained = caller.kind === 'session';
    const seconds = request.DurationSeconds ?? CHAINED_MAX_SECONDS;
    if (isChained && seconds > CHAINED_MAX_SECONDS) {
      throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
    }
    if (seconds > role.maxSessionSeconds) throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');

    const accountId = role.arn.split(':')[4]!;
    const expiresAtMs = Math.floor(nowMs / 1000 + seconds) * 1000;
    const policyArns = request.PolicyArns?.map(({ arn }) => arn ?? '');
    const credentials = world.sessions.issue(
      { accountId, roleName: role.name, sessionName: request.RoleSessionName, expiresAtMs, policy: request.Policy, policyArns },
      call.requestId,
    );
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(expiresAtMs),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${request.RoleSessionName}`,
        Arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${request.RoleSessionName}`,
      },
      ...(request.Policy === undefined ? {} : { PackedPolicySize: Math.ceil((request.Policy.length / MAX_POLICY_CHARS) * 60) }),
    };
  },
};

type Checked = AssumeRoleCommandInput & { RoleArn: string; RoleSessionName: string };

/** Refuses what STS refuses before it looks at any role. */
function checked(input: AssumeRoleCommandInput): Checked {
  const { RoleArn = '', RoleSessionName = '', ExternalId, DurationSeconds, Policy, PolicyArns } = input;
  constrain(RoleArn, 'roleArn', RoleArn.length >= 20 && RoleArn.length <= 2048, 'Member must have length greater than or equal to 20');
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(RoleArn)) throw invalid(`${RoleArn} is invalid`);
  constrain(
    RoleSessionName,
    'roleSessionName',
    /^[\w+=,.@-]{2,64}$/.test(RoleSessionName),
    'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
  );
  if (ExternalId !== undefined) {
    constrain(
      ExternalId,
      'externalId',
      /^[\w+=,.@:/-]{2,1224}$/.test(ExternalId),
      'Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*',
    );
  }
  if (DurationSeconds !== undefined) {
    const isInRange = DurationSeconds >= 900 && DurationSeconds <= 43_200;
    constrain(
      String(DurationSeconds),
      'durationSeconds',
      isInRange,
      `Member must have value ${DurationSeconds < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200'}`,
    );
  }
  const policyChars = (Policy?.length ?? 0) + (PolicyArns ?? []).reduce((sum, { arn }) => sum + (arn?.length ?? 0), 0);
  if (Policy !== undefined) {
    constrain(Policy, 'policy', Policy.length <= MAX_POLICY_CHARS, 'Member must have length less than or equal to 2048');
    parsePolicy(Policy);
  }
  if (policyChars > MAX_POLICY_CHARS)
    throw new AwsError(400, 'PackedPolicyTooLarge', 'The total size of session policies exceeds the limit.');
  for (const { arn } of PolicyArns ?? [])
    if (!arn || !managedPolicy(arn)) throw invalid(`Policy ${arn} does not exist or is not attachable.`);
  return { ...input, RoleArn, RoleSessionName };
}

function constrain(value: string, name: string, isMet: boolean, constraint: string): void {
  if (!isMet)
    throw invalid(`1 validation error detected: Value '${value.slice(0, 100)}' at '${name}' failed to satisfy constraint: ${constraint}`);
}

function invalid(message: string): AwsError {
  return new AwsError(400, 'ValidationError', message);
}

/**
 * The role, when both sides agree: the caller's own policies and the role's trust policy. A missing role, an account that does not
 * exist, a wrong principal and a wrong external ID get one and the same answer; only a caller without the permission is told so.
 */
function assumable(roleArn: string, externalId: string | undefined, sessionName: string, { caller, region, world }: Call): Role {
  const accountId = roleArn.split(':')[4]!;
  const role = [...(world.accounts.get(accountId)?.roles.values() ?? [])].find(({ arn }) => arn === roleArn);
  const context = {
    'sts:rolesessionname': [sessionName],
    ...(externalId === undefined ? {} : { 'sts:externalid': [externalId] }),
    'aws:principalarn': [caller.roleArn ?? caller.arn],
    'aws:principalaccount': [caller.account.accountId],
  };
  const trust = role ? trusts(role.trustPolicy, caller.grants, caller.roleArn, context) : { allowed: false, byName: false };
  const own = decideFor(caller, 'sts:AssumeRole', roleArn, region, context);
  const isOwnSideNeeded = !(trust.byName && accountId === caller.account.accountId && own === 'noIdentityPolicy');
  if (own !== 'allowed' && isOwnSideNeeded)
    throw new AwsError(403, 'AccessDenied', denialMessage(caller.arn, 'sts:AssumeRole', roleArn, own));
  if (!role || !trust.allowed)
    throw new AwsError(403, 'AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
  return role;
}

import { createHash } from 'node:crypto';
import { principalOf } from '../../aws/principal-arn.ts';
import { shellWord } from '../shell-word.ts';

const policyOf = (actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...actions].sort(), Resource: '*' }] });

/**
 * The command that grants exactly these actions to a caller, as an inline policy of its role or user; null for a caller that has none of its own. Its name
 * follows from the actions, so that it replaces no policy that grants others.
 */
export function grantingCommand(callerArn: string, actions: readonly string[]): string | null {
  const principal = principalOf(callerArn);
  if (!principal) return null;
  const { type, name } = principal;
  const policy = policyOf(actions);
  const policyName = `OffloadSecurity-${createHash('sha256').update(policy).digest('hex').slice(0, 12)}`;
  return `aws iam put-${type}-policy --${type}-name ${shellWord(name)} --policy-name ${policyName} --policy-document ${shellWord(policy)}`;
}

/** The commands that take managed policies from a caller, or, where single actions are too much, show where they come from; null as above. */
export function narrowingCommands(callerArn: string, managedPolicyArns: readonly string[]): string[] | null {
  const principal = principalOf(callerArn);
  if (!principal) return null;
  const { type, name } = principal;
  const ofPrincipal = `--${type}-name ${shellWord(name)}`;
  if (managedPolicyArns.length > 0) return managedPolicyArns.map((arn) => `aws iam detach-${type}-policy ${ofPrincipal} --policy-arn ${arn}`);
  return [`aws iam list-attached-${type}-policies ${ofPrincipal}`, `aws iam list-${type}-policies ${ofPrincipal}`];
}

/** The command that makes a role demand its external ID, for the person to put it in. */
export function demandingCommand(roleName: string, principalArn: string | null): string {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principalArn ?? "<the platform's principal>" },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '<the external ID>' } },
      },
    ],
  };
  return `aws iam update-assume-role-policy --role-name ${shellWord(roleName)} --policy-document ${shellWord(JSON.stringify(trust))}`;
}

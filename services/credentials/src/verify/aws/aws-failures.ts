import { AwsError } from '../../aws/aws-error.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { demandingCommand, grantingCommand, narrowingCommands } from './aws-fix.ts';

/** Every way in which connecting an AWS account fails, as a person reads it. */
export const awsFailures = {
  platformIdentityBroken: (what: string): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: `The platform's own AWS identity does not work: ${what}.`,
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to mend its AWS credentials, then try again.',
  }),
  clockSkew: (): StepFailure => ({
    code: 'CLOCK_SKEW',
    message: 'The clock of the platform and the clock of AWS differ by minutes: signatures are refused for their time.',
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to synchronise its clock (NTP), then try again.',
  }),
  throttled: (): StepFailure => ({
    code: 'THROTTLED',
    message: 'AWS asked to slow down, also after several tries.',
    remedy: 'Wait a minute and try again.',
  }),
  unreachable: (): StepFailure => ({
    code: 'UNREACHABLE',
    message: 'No usable answer came from AWS.',
    remedy: 'Try again in a minute. If it stays so, the operator of the platform should check its way out to *.amazonaws.com.',
  }),
  regionNotEnabled: (regions: readonly string[]): StepFailure => ({
    code: 'REGION_NOT_ENABLED',
    message: `Not enabled for this account: ${regions.join(', ')}.`,
    remedy: 'Enable the region in the AWS account settings, or leave it out of the regions to scan.',
  }),
  externalIdMismatch: (): StepFailure => ({
    code: 'EXTERNAL_ID_MISMATCH',
    message: 'AWS refuses the external ID that was entered, and accepts another one that was issued to your tenant for this role.',
    remedy:
      "Enter the external ID that stands in the role's trust policy (condition sts:ExternalId), or put the one that you entered there.",
  }),
  roleNotAssumable: (principalArn: string | null): StepFailure => ({
    code: 'ROLE_NOT_ASSUMABLE',
    message: 'AWS refuses to let the platform assume the role. It answers alike for three causes and does not tell which it is.',
    remedy:
      `Check all three: (1) the role exists under exactly this ARN, path and account included; (2) its trust policy allows sts:AssumeRole to ` +
      `${principalArn ?? "the platform's principal"}; (3) the external ID entered equals the one in the condition sts:ExternalId, letter by letter. A role ` +
      'that was created a moment ago may take a minute to be known everywhere.',
    possibleCauses: ['EXTERNAL_ID_MISMATCH', 'ROLE_NOT_ASSUMABLE', 'WRONG_ACCOUNT'],
  }),
  externalIdNotRequired: (roleName: string, principalArn: string | null): StepFailure => ({
    code: 'EXTERNAL_ID_NOT_REQUIRED',
    message: 'The role can be assumed without its external ID, so that another customer of this platform could be let into your account.',
    remedy:
      'Apply the current Terraform of the onboarding kit, or add the condition {"StringEquals": {"sts:ExternalId": "<the external ID>"}} to the trust policy, ' +
      `with one exact value and no wildcard: \`${demandingCommand(roleName, principalArn)}\`.`,
  }),
  noIssuer: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: 'The platform has no OIDC issuer that could vouch for it.',
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to name one (PLATFORM_OIDC_ISSUER), or connect with a role under an external ID.',
  }),
  issuerUnreadable: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: "AWS cannot read the documents of the platform's OIDC issuer.",
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to make them readable from the internet, under exactly the name of the issuer.',
  }),
  roleNotAssumableByToken: (): StepFailure => ({
    code: 'ROLE_NOT_ASSUMABLE',
    message: 'AWS believes who the platform is, and refuses to let it assume the role. It answers alike for three causes and does not tell which it is.',
    remedy:
      'Check all three: (1) the role exists under exactly this ARN, path and account included; (2) its trust policy allows sts:AssumeRoleWithWebIdentity to the identity ' +
      "provider of the platform's issuer; (3) the conditions on sub and aud equal subject and audience of the onboarding kit, letter by letter. Best apply the Terraform of the " +
      'onboarding kit again. A role that was created a moment ago may take a minute to be known everywhere.',
    possibleCauses: ['FEDERATION_MISMATCH', 'ROLE_NOT_ASSUMABLE', 'WRONG_ACCOUNT'],
  }),
  federationMismatch: (): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: "The account of the role does not take the platform's assertion: it has no identity provider for the platform's issuer, or one for another audience.",
    remedy:
      'Apply the Terraform of the onboarding kit again, or make an IAM identity provider of the type OpenID Connect whose URL is exactly the issuer of the kit and whose audience is ' +
      'sts.amazonaws.com. One that was created a moment ago may take a minute to be known everywhere.',
  }),
  subjectNotRequired: (roleName: string): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: 'The role can be assumed for any subject of the platform, so that another customer of it could be let into your account.',
    remedy:
      `Apply the current Terraform of the onboarding kit, or add a condition with StringEquals on <issuer>:sub to the trust policy of ${roleName}, whose one value is the subject ` +
      'of the onboarding kit, without a wildcard.',
  }),
  wrongAccount: (actual: string, expected: string): StepFailure => ({
    code: 'WRONG_ACCOUNT',
    message: `The credential belongs to the account ${actual}, not to ${expected}.`,
    remedy: `Enter a credential of the account ${expected}.`,
  }),
  rootCredentials: (): StepFailure => ({
    code: 'ROOT_CREDENTIALS',
    message: 'These are access keys of the root user: they can do everything, and nothing can limit them.',
    remedy:
      'Delete the access keys of the root user, and connect with a role (recommended) or with keys of an IAM user that may only read.',
  }),
  unknownAccessKey: (): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message: 'AWS does not accept the access key id. It answers alike for a key that never was, was deleted or is inactive.',
    remedy: 'Check that the access key id is complete and that IAM shows the key as Active; otherwise create a new one.',
    possibleCauses: ['INVALID_CREDENTIALS', 'DISABLED_CREDENTIALS'],
  }),
  unknownSessionToken: (): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message: 'AWS does not accept the temporary credentials: access key id and session token do not belong together, or were revoked.',
    remedy: 'Fetch new temporary credentials and enter all three parts of the same set.',
    possibleCauses: ['INVALID_CREDENTIALS', 'EXPIRED_CREDENTIALS', 'DISABLED_CREDENTIALS'],
  }),
  wrongSecret: (): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message: 'AWS knows the access key id, and the secret access key is not the one that belongs to it.',
    remedy: 'Enter the secret access key again, without spaces or line breaks. AWS shows it only once: create a new key when it is lost.',
  }),
  expired: (): StepFailure => ({
    code: 'EXPIRED_CREDENTIALS',
    message: 'The temporary credentials have expired.',
    remedy: 'Fetch new temporary credentials; better, connect with a role, which does not expire.',
  }),
  missingPermissions: (actions: readonly string[], callerArn: string): StepFailure => {
    const command = grantingCommand(callerArn, actions);
    return {
      code: 'MISSING_PERMISSIONS',
      message: `Required permissions are missing: ${actions.join(', ')}.`,
      remedy:
        `Apply the current Terraform of the onboarding kit, which grants them, or ${command ? `run \`${command}\`` : 'add these actions to the policy'}. What is granted ` +
        'already is denied by a service control policy, a permissions boundary or an explicit Deny. To connect all the same, accept partial access.',
    };
  },
  excessive: (permissions: readonly string[], callerArn: string, managedPolicyArns: readonly string[]): { message: string; remedy: string } => {
    const commands = narrowingCommands(callerArn, managedPolicyArns);
    const how = managedPolicyArns.length > 0 ? 'Detach' : 'Look where they come from';
    return {
      message: `The credential may do more than read: ${permissions.join(', ')}.`,
      remedy:
        'Take these permissions away: the platform only ever reads, and must not be able to do more. The Terraform of the onboarding kit grants none of them.' +
        (commands ? ` ${how}: \`${commands.join(' && ')}\`.` : ''),
    };
  },
} as const;

const passing: Partial<Record<AwsError['kind'], () => StepFailure>> = {
  CLOCK_SKEW: awsFailures.clockSkew,
  THROTTLED: awsFailures.throttled,
  UNREACHABLE: awsFailures.unreachable,
};

/** The failure that an AWS error means in every step alike: skew, throttling, network. Null for what depends on the step. */
export function passingFailure(error: AwsError): StepFailure | null {
  return passing[error.kind]?.() ?? null;
}

/**
 * Ends the test for an AWS error: with what it means everywhere, else with what `inThisStep` makes of it, else with the error itself, since
 * it is then ours to understand.
 */
export function refuse(error: unknown, inThisStep: (error: AwsError) => StepFailure | null): never {
  if (!(error instanceof AwsError)) throw error;
  const failure = passingFailure(error) ?? inThisStep(error);
  throw failure ? new ConnectionRefused(failure) : error;
}

import type { InvalidCredentialInput } from '@offload/contracts';
import { parseArn } from '../../aws/principal-arn.ts';

const invalid = (code: string, field: string, message: string, remedy: string): InvalidCredentialInput => ({
  code,
  field,
  message,
  remedy,
});

/** What is wrong with a role's ARN, before anybody is asked; null when nothing is. Messages do not repeat what was entered. `field`: where it was. */
export function inspectRoleArn(roleArn: string, field = 'role.roleArn'): InvalidCredentialInput | null {
  const example = 'Enter it as IAM shows it: arn:aws:iam::<12-digit account id>:role/<name>.';
  const arn = parseArn(roleArn);

  if (!arn) return invalid('MALFORMED_ARN', field, 'The role ARN does not have the form of an ARN.', example);
  if (arn.partition !== 'aws') {
    return invalid(
      'UNSUPPORTED_PARTITION',
      field,
      'The role is in another partition of AWS (China, GovCloud); only accounts of the commercial partition, arn:aws, can be connected.',
      'Connect an account of the commercial partition.',
    );
  }
  // Role names are 64 characters at most, paths 512: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  if (arn.service !== 'iam' || arn.region !== '' || !/^role\/(?:[\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/.test(arn.resource)) {
    return invalid('NOT_A_ROLE_ARN', field, 'The ARN is not that of an IAM role.', example);
  }
  return arn.accountId ? null : invalid('MALFORMED_ARN', field, 'The ARN names no account.', example);
}

/** What is wrong with an external ID; null when nothing is. */
export function inspectExternalId(externalId: string): InvalidCredentialInput | null {
  if (/^[\w+=,.@:/-]{16,1224}$/.test(externalId)) return null;
  return invalid(
    'MALFORMED_EXTERNAL_ID',
    'role.externalId',
    'An external ID has 16 to 1,224 characters: letters, digits and _ + = , . @ : / -.',
    'Use the one that the onboarding kit issued, without spaces around it.',
  );
}

/** What is wrong with the form of access keys; null when nothing is. */
export function inspectAccessKeys(keys: {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | null;
}): InvalidCredentialInput | null {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;

  if (!/^A[KS]IA[A-Z0-9]{12,124}$/.test(accessKeyId)) {
    return invalid(
      'MALFORMED_ACCESS_KEY_ID',
      'accessKeys.accessKeyId',
      'An access key id begins with AKIA (or ASIA for temporary credentials), followed by capital letters and digits.',
      'Copy the access key id, not the secret access key, without spaces around it.',
    );
  }
  if (!/^[\x21-\x7e]{16,512}$/.test(secretAccessKey)) {
    return invalid(
      'MALFORMED_SECRET_ACCESS_KEY',
      'accessKeys.secretAccessKey',
      'A secret access key has at least 16 characters and no spaces or line breaks.',
      'Copy the secret access key again.',
    );
  }
  if (accessKeyId.startsWith('ASIA') && sessionToken === null) {
    return invalid(
      'SESSION_TOKEN_REQUIRED',
      'accessKeys.sessionToken',
      'An access key id that begins with ASIA belongs to temporary credentials, which are three parts; the session token is missing.',
      'Enter the session token too; better, connect with a role.',
    );
  }
  if (accessKeyId.startsWith('AKIA') && sessionToken !== null) {
    return invalid(
      'SESSION_TOKEN_NOT_EXPECTED',
      'accessKeys.sessionToken',
      'An access key id that begins with AKIA is long-lived and has no session token.',
      'Leave the session token empty, or enter the access key id that belongs to it.',
    );
  }
  if (sessionToken !== null && !/^[\x21-\x7e]{16,8192}$/.test(sessionToken)) {
    return invalid(
      'MALFORMED_SESSION_TOKEN',
      'accessKeys.sessionToken',
      'A session token has no spaces or line breaks.',
      'Copy the session token again.',
    );
  }
  return null;
}

/** What is said when a sealed secret could not be opened; `reason` is one of our own texts. */
export const unreadableSecret = (field: string, reason: string): InvalidCredentialInput =>
  invalid('UNREADABLE_SECRET', field, `The secret cannot be read: ${reason}.`, 'Send the request again.');

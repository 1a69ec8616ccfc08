import type { InvalidCredentialInput } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { GcpWorkloadIdentity } from '../../gcp/workload-identity.ts';

const field = 'serviceAccountKey';
const newKey =
  'In the Google Cloud console, under IAM & Admin → Service Accounts → the account → Keys, create a JSON key, and upload the file as it is.';
const asDownloaded = 'Upload the JSON file as Google gave it, unchanged.';

const refusal = (code: string, message: string, remedy: string): InvalidCredentialInput => ({ code, field, message, remedy });

/** Every way in which an upload is not a service account's key. None repeats anything of what was uploaded. */
export const keyFileRefusals = {
  unreadable: (reason: string) => refusal('UNREADABLE_SECRET', `The key file cannot be read: ${reason}.`, 'Send the request again.'),
  tooLarge: () => refusal('KEY_FILE_TOO_LARGE', 'A key file has about 2 KB; this is larger than 16 KB.', asDownloaded),
  notJson: () => refusal('KEY_FILE_NOT_JSON', 'The upload is not valid JSON.', `${asDownloaded} Keys in the P12 format are not accepted.`),
  notAnObject: () => refusal('KEY_FILE_NOT_AN_OBJECT', 'The upload is JSON, but no object with fields.', asDownloaded),
  duplicateField: () =>
    refusal('KEY_FILE_DUPLICATE_FIELD', 'The key file has a field twice, so that what it says is not certain.', asDownloaded),
  forbiddenField: () =>
    refusal(
      'KEY_FILE_FORBIDDEN_FIELD',
      'The key file has a field that none of Google has: __proto__, constructor or prototype.',
      asDownloaded,
    ),
  nestedField: () =>
    refusal('KEY_FILE_NESTED_FIELD', 'A field of the key file is no text; every field of a service account key is.', asDownloaded),
  typeMissing: () =>
    refusal(
      'KEY_TYPE_MISSING',
      'The upload does not say what it is: its field "type" is missing. Only service_account is accepted.',
      newKey,
    ),
  unknownType: () =>
    refusal('UNKNOWN_KEY_TYPE', 'The field "type" of the upload is not service_account: nothing else is accepted.', newKey),
  externalAccount: () =>
    refusal(
      'EXTERNAL_ACCOUNT_NOT_ACCEPTED',
      'This is a configuration of workload identity federation (external_account), not a key: it makes whoever uses it read files and ' +
        'call addresses that it names.',
      newKey,
    ),
  externalAccountUser: () =>
    refusal(
      'EXTERNAL_ACCOUNT_USER_NOT_ACCEPTED',
      "This is a person's sign-in by workforce identity federation (external_account_authorized_user), not a service account's key.",
      newKey,
    ),
  authorizedUser: () =>
    refusal(
      'AUTHORIZED_USER_NOT_ACCEPTED',
      "This is a person's own sign-in (authorized_user, as gcloud keeps it), with all that the person may do; not a service account's key.",
      `Revoke it with "gcloud auth application-default revoke". ${newKey}`,
    ),
  impersonated: () =>
    refusal(
      'IMPERSONATED_SERVICE_ACCOUNT_NOT_ACCEPTED',
      "This is a configuration of impersonation (impersonated_service_account), which holds another credential; not a service account's key.",
      newKey,
    ),
  gdch: () =>
    refusal(
      'GDCH_NOT_ACCEPTED',
      'This is a key of Google Distributed Cloud (gdch_service_account); only Google Cloud itself can be connected.',
      newKey,
    ),
  oauthClient: () =>
    refusal('OAUTH_CLIENT_NOT_ACCEPTED', "This is the secret of an OAuth client (installed or web), not a service account's key.", newKey),
  otherUniverse: () =>
    refusal(
      'UNSUPPORTED_UNIVERSE',
      'The key belongs to another universe than googleapis.com (a sovereign cloud); only Google Cloud itself can be connected.',
      newKey,
    ),
  otherTokenUri: () =>
    refusal('UNSUPPORTED_TOKEN_URI', 'The key file names another token endpoint than https://oauth2.googleapis.com/token.', asDownloaded),
  malformedEmail: () =>
    refusal(
      'MALFORMED_CLIENT_EMAIL',
      'The field client_email is not the address of a service account (…@….gserviceaccount.com).',
      asDownloaded,
    ),
  malformedProjectId: () =>
    refusal('MALFORMED_PROJECT_ID', 'The field project_id of the key file is not the id of a project.', asDownloaded),
  otherProject: () =>
    refusal(
      'INCONSISTENT_KEY_FILE',
      'The service account (client_email) does not live in the project that the key file names (project_id).',
      asDownloaded,
    ),
  malformedKeyId: () =>
    refusal('MALFORMED_PRIVATE_KEY_ID', 'The field private_key_id is not the id of a key (40 hexadecimal digits).', asDownloaded),
  malformedKey: () =>
    refusal(
      'MALFORMED_PRIVATE_KEY',
      'The field private_key is not a private key in PEM form, or it is damaged or encrypted.',
      asDownloaded,
    ),
  notRsa: () => refusal('UNSUPPORTED_PRIVATE_KEY', 'The private key is not an RSA key, which those of service accounts are.', newKey),
  weakKey: () => refusal('WEAK_PRIVATE_KEY', 'The private key is an RSA key of fewer than 2048 bits.', newKey),
} as const;

/** `my-project-123`, or `example.com:my-project-123`: https://cloud.google.com/resource-manager/docs/creating-managing-projects */
export const isProjectId = (text: string): boolean =>
  /^(?:[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,4}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text);

/** What is wrong with the project that a person entered; null when nothing is. */
export function inspectProjectId(projectId: string): InvalidCredentialInput | null {
  if (isProjectId(projectId)) return null;
  return {
    code: 'MALFORMED_PROJECT_ID',
    field: 'projectId',
    message: 'A project id has 6 to 30 lower-case letters, digits and hyphens, and begins with a letter.',
    remedy: "Enter the project's id, not its name nor its number: the console shows it on the project's dashboard.",
  };
}

/** The account and the provider that a person entered, and the project that the account lives in. Nothing of them is repeated in a refusal. */
export function readFederatedNames(entered: {
  serviceAccount: string;
  provider: string;
}): Result<Pick<GcpWorkloadIdentity, 'clientEmail' | 'projectId' | 'provider'>, InvalidCredentialInput> {
  const clientEmail = entered.serviceAccount.trim();
  // The account of example.com:name lives at name.example.com.
  const [, name, domain] = /^[a-z0-9](?:[a-z0-9-]{0,62})@([a-z0-9-]{1,63})((?:\.[a-z0-9-]{1,63}){0,4})\.iam\.gserviceaccount\.com$/.exec(clientEmail) ?? [];
  const projectId = name === undefined ? '' : domain ? `${domain.slice(1)}:${name}` : name;
  if (!isProjectId(projectId)) {
    return err({
      code: 'MALFORMED_SERVICE_ACCOUNT',
      field: 'workloadIdentity.serviceAccount',
      message: 'This is not the address of a service account of a project.',
      remedy: 'Copy it from the outputs of the onboarding kit’s Terraform, or from IAM & Admin → Service Accounts: name@project.iam.gserviceaccount.com.',
    });
  }

  const provider = /^(?:(?:https:)?\/\/iam\.googleapis\.com\/)?(projects\/\d{6,20}\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{4,32}\/providers\/[a-z0-9-]{4,32})$/.exec(
    entered.provider.trim(),
  )?.[1];
  if (provider === undefined) {
    return err({
      code: 'MALFORMED_PROVIDER',
      field: 'workloadIdentity.provider',
      message: 'This is not the name of a provider of a workload identity pool.',
      remedy:
        'Copy it from the outputs of the onboarding kit’s Terraform: projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>, with the number of the project, not its id.',
    });
  }
  return ok({ clientEmail, projectId, provider });
}

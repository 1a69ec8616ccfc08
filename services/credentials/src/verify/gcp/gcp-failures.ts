import { GcpError } from '../../gcp/gcp-error.ts';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { bindingCommands, narrowingCommands, type GcpBinding } from './gcp-fix.ts';

const newKey = 'Create a new key of the service account (IAM & Admin → Service Accounts → Keys) and connect with it.';
const propagation = 'What was created or changed a moment ago may take some minutes to be known everywhere.';

/** Every way in which connecting a Google Cloud project fails, as a person reads it. */
export const gcpFailures = {
  unreachable: (): StepFailure => ({
    code: 'UNREACHABLE',
    message: 'No usable answer came from Google.',
    remedy: 'Try again in a minute. If it stays so, the operator of the platform should check its way out to *.googleapis.com.',
  }),
  throttled: (): StepFailure => ({
    code: 'THROTTLED',
    message: 'Google asked to slow down, also after several tries.',
    remedy: 'Wait a minute and try again.',
  }),
  clockSkew: (): StepFailure => ({
    code: 'CLOCK_SKEW',
    message: 'The clock of the platform and the clock of Google differ by minutes: what the platform signs is refused for its time.',
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to synchronise its clock (NTP), then try again.',
  }),
  badSignature: (): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message:
      'Google knows the service account, and does not accept the key. It answers alike for a key that was deleted, was disabled, has expired or ' +
      'never belonged to this account.',
    remedy: `Look whether the key is still listed and enabled under the service account. ${newKey}`,
    possibleCauses: ['INVALID_CREDENTIALS', 'DISABLED_CREDENTIALS', 'EXPIRED_CREDENTIALS'],
  }),
  accountUnusable: (email: string): StepFailure => ({
    code: 'DISABLED_CREDENTIALS',
    message: `Google says that the service account ${email} is not there. It answers alike for one that is disabled and for one that was deleted.`,
    remedy: `Enable the service account in IAM & Admin → Service Accounts; if it is not listed there, create it again. ${propagation}`,
    possibleCauses: ['DISABLED_CREDENTIALS', 'INVALID_CREDENTIALS'],
  }),
  disabled: (email: string): StepFailure => ({
    code: 'DISABLED_CREDENTIALS',
    message: `The service account ${email}, or its key, is disabled.`,
    remedy: 'Enable both in IAM & Admin → Service Accounts, or connect with a key of another service account.',
  }),
  expired: (): StepFailure => ({
    code: 'EXPIRED_CREDENTIALS',
    message: 'Google says that the key has expired.',
    remedy: newKey,
  }),
  notAccepted: (email: string): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message: `Google does not let the service account ${email} in, and does not say why.`,
    remedy: `Check that the account is enabled and that no policy of the organization forbids its keys. ${newKey}`,
    possibleCauses: ['INVALID_CREDENTIALS', 'DISABLED_CREDENTIALS', 'EXPIRED_CREDENTIALS'],
  }),
  projectNotVisible: (projectId: string, email: string): StepFailure => ({
    code: 'WRONG_ACCOUNT',
    message: `The project ${projectId} does not exist, or ${email} may do nothing in it: Google answers alike.`,
    remedy: `Check the project id, letter by letter, and that the roles of the onboarding kit are bound to ${email} in that project. ${propagation}`,
    possibleCauses: ['WRONG_ACCOUNT', 'MISSING_PERMISSIONS'],
  }),
  projectBeingDeleted: (projectId: string): StepFailure => ({
    code: 'WRONG_ACCOUNT',
    message: `The project ${projectId} is scheduled for deletion.`,
    remedy: 'Restore the project, or connect another one.',
  }),
  apisNotEnabled: (apis: readonly string[], consumer: string): StepFailure => ({
    code: 'API_NOT_ENABLED',
    message: `Not enabled in the project ${consumer}, where the service account lives: ${apis.join(', ')}.`,
    remedy: `Run: gcloud services enable ${apis.join(' ')} --project=${consumer}. ${propagation}`,
  }),
  missingPermissions: (permissions: readonly string[], binding: GcpBinding): StepFailure => ({
    code: 'MISSING_PERMISSIONS',
    message: `Required permissions are missing in the project ${binding.projectId}: ${permissions.join(', ')}.`,
    remedy:
      'Apply the current Terraform of the onboarding kit, which grants them, or bind the roles that do to the service account: run ' +
      `\`${bindingCommands(binding, permissions).join(' && ')}\`. What such a role grants already is taken away by a deny policy. To connect all the same, accept ` +
      `partial access. ${propagation}`,
  }),
  excessive: (permissions: readonly string[], binding: GcpBinding): { message: string; remedy: string } => ({
    message: `The service account may do more than read the configuration: ${permissions.join(', ')}.`,
    remedy:
      'Take the roles away that grant this (Owner and Editor do): the platform only ever reads, and must not be able to do more. The Terraform of the onboarding ' +
      `kit binds none of them. Look which they are, and remove them: \`${narrowingCommands(binding).join(' && ')}\`.`,
  }),
} as const;

const passing: Partial<Record<GcpError['kind'], () => StepFailure>> = {
  CLOCK_SKEW: gcpFailures.clockSkew,
  THROTTLED: gcpFailures.throttled,
  UNREACHABLE: gcpFailures.unreachable,
};

/** What a refusal means wherever it is met; null for what depends on what was asked. */
function failureOf({ kind, service }: GcpError, { clientEmail: email, projectId }: GcpServiceAccountKey): StepFailure | null {
  switch (kind) {
    case 'BAD_SIGNATURE':
      return gcpFailures.badSignature();
    case 'ACCOUNT_UNUSABLE':
      return gcpFailures.accountUnusable(email);
    case 'DISABLED':
      return gcpFailures.disabled(email);
    case 'EXPIRED':
      return gcpFailures.expired();
    case 'NOT_ACCEPTED':
      return gcpFailures.notAccepted(email);
    case 'API_DISABLED':
      return gcpFailures.apisNotEnabled([service ?? 'an API that Google does not name'], projectId);
    default:
      return null;
  }
}

/** Ends the test for an error of Google's: with what it means in every step alike, else with the error itself, which is then ours to understand. */
export function refuse(error: unknown, key: GcpServiceAccountKey): never {
  if (!(error instanceof GcpError)) throw error;
  const failure = passing[error.kind]?.() ?? failureOf(error, key);
  throw failure ? new ConnectionRefused(failure) : error;
}

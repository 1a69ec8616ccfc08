import { GcpError } from '../../gcp/gcp-error.ts';
import type { GcpServiceAccount } from '../../gcp/service-account-key.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { bindingCommands, narrowingCommands, type GcpBinding } from './gcp-fix.ts';

const newKey = 'Create a new key of the service account (IAM & Admin → Service Accounts → Keys) and connect with it.';
const propagation = 'What was created or changed a moment ago may take some minutes to be known everywhere.';

const again = `Apply the Terraform of the onboarding kit again. ${propagation}`;

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
  noIssuer: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: 'The platform has no OIDC issuer that could vouch for it.',
    remedy: "Nothing that you entered is at fault. Ask the operator of the platform to name one (PLATFORM_OIDC_ISSUER), or connect with a service account's key.",
  }),
  issuerUnreadable: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: "Google cannot read the documents of the platform's OIDC issuer.",
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to make them readable from the internet, under exactly the name of the issuer.',
  }),
  noSuchProvider: (): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: 'There is no such provider of a workload identity pool, or it is disabled or deleted: Google answers alike.',
    remedy: `Copy the provider from the outputs of the onboarding kit's Terraform, with the project's number, and look whether pool and provider are enabled. ${propagation}`,
  }),
  assertionRejected: (): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: "The provider does not take the platform's assertion: it trusts another issuer, or another audience than its own name.",
    remedy: again,
  }),
  subjectRefused: (): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: "The provider's attribute condition refuses the subject of this tenant's onboarding kit.",
    remedy: again,
  }),
  mayNotActAs: (email: string): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: `Google believes who the platform is, and does not let it act as ${email}: the account does not let this subject, is not there, or is disabled. Google answers alike.`,
    remedy:
      `Check the address. ${again} It binds roles/iam.workloadIdentityUser on the account to principal://iam.googleapis.com/<pool>/subject/<the subject of the kit>.`,
    possibleCauses: ['FEDERATION_MISMATCH', 'DISABLED_CREDENTIALS', 'INVALID_CREDENTIALS'],
  }),
  subjectNotRequired: (email: string): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: `${email} can be acted as for any subject of the platform, so that another customer of it could be let into your project.`,
    remedy:
      'Apply the current Terraform of the onboarding kit, or bind roles/iam.workloadIdentityUser to principal://…/subject/<the subject of the kit> in place of principalSet://…, and ' +
      'add the attribute condition assertion.sub == "<the subject of the kit>" to the provider.',
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
function failureOf({ kind, service }: GcpError, { clientEmail: email, projectId }: GcpServiceAccount): StepFailure | null {
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
    case 'NO_SUCH_PROVIDER':
      return gcpFailures.noSuchProvider();
    case 'TOKEN_REJECTED':
      return gcpFailures.assertionRejected();
    case 'CONDITION_REFUSED':
      return gcpFailures.subjectRefused();
    case 'ISSUER_UNREADABLE':
      return gcpFailures.issuerUnreadable();
    case 'IMPERSONATION_DENIED':
      return gcpFailures.mayNotActAs(email);
    case 'API_DISABLED':
      return gcpFailures.apisNotEnabled([service ?? 'an API that Google does not name'], projectId);
    default:
      return null;
  }
}

/** Ends the test for an error of Google's: with what it means in every step alike, else with the error itself, which is then ours to understand. */
export function refuse(error: unknown, account: GcpServiceAccount): never {
  if (!(error instanceof GcpError)) throw error;
  const failure = passing[error.kind]?.() ?? failureOf(error, account);
  throw failure ? new ConnectionRefused(failure) : error;
}

import { AzureError, type AzureErrorKind } from '../../azure/azure-error.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { assigningCommands, narrowingCommands, type AzureAssignment } from './azure-fix.ts';

/** One action of each role of the onboarding kit. */
const kitNeeds = ['Microsoft.Resources/subscriptions/read', 'Microsoft.Security/pricings/read', 'Microsoft.Insights/activityLogAlerts/read'];

/** Every way in which connecting an Azure subscription fails, as a person reads it. */
export const azureFailures = {
  noIssuer: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: 'This platform has no identity that Azure could trust: its operator has named no OIDC issuer.',
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to set OIDC_ISSUER, or connect with a client secret.',
  }),
  issuerUnreadable: (): StepFailure => ({
    code: 'PLATFORM_IDENTITY_BROKEN',
    message: "Azure cannot read the documents of the platform's OIDC issuer.",
    remedy:
      'Nothing that you entered is at fault. Ask the operator of the platform to see that the issuer is served over https, publicly, under its name.',
  }),
  clockSkew: (): StepFailure => ({
    code: 'CLOCK_SKEW',
    message: 'The clock of the platform and the clock of Azure differ by minutes.',
    remedy: 'Nothing that you entered is at fault. Ask the operator of the platform to synchronise its clock (NTP), then try again.',
  }),
  throttled: (): StepFailure => ({
    code: 'THROTTLED',
    message: 'Azure asked to slow down, also after several tries.',
    remedy: 'Wait a minute and try again.',
  }),
  unreachable: (): StepFailure => ({
    code: 'UNREACHABLE',
    message: 'No usable answer came from Azure.',
    remedy:
      'Try again in a minute. If it stays so, the operator of the platform should check its way out to login.microsoftonline.com and management.azure.com.',
  }),
  wrongSecret: (): StepFailure => ({
    code: 'INVALID_CREDENTIALS',
    message: 'Azure knows the application, and the client secret is not one of its secrets.',
    remedy:
      'Enter the value of the secret again (the column "Value", not "Secret ID"), without spaces or line breaks. Azure shows it only once: create a new one when it is lost.',
  }),
  secretExpired: (): StepFailure => ({
    code: 'EXPIRED_CREDENTIALS',
    message: 'The client secret has expired.',
    remedy: 'Create a new secret for the application; better, connect with a federated credential, which does not expire.',
  }),
  noSuchDirectory: (): StepFailure => ({
    code: 'WRONG_DIRECTORY',
    message: 'There is no directory with this directory (tenant) id.',
    remedy: 'Copy "Directory (tenant) ID" from the overview of the app registration.',
  }),
  noSuchApplication: (): StepFailure => ({
    code: 'WRONG_DIRECTORY',
    message: 'The directory exists, and knows no application with this client id.',
    remedy:
      'Check that client id and directory (tenant) id stand on the same app registration, and that the application has a service principal in the ' +
      'directory (Enterprise applications). One that was created a moment ago may take a minute to be known everywhere.',
    possibleCauses: ['WRONG_DIRECTORY', 'INVALID_CREDENTIALS'],
  }),
  applicationElsewhere: (subscriptionIn: string): StepFailure => ({
    code: 'WRONG_DIRECTORY',
    message: `The directory entered knows no application with this client id, and the subscription belongs to another directory: ${subscriptionIn}.`,
    remedy: 'Enter the directory (tenant) id of the subscription, and the client id of an application that has a service principal in it.',
  }),
  applicationDisabled: (): StepFailure => ({
    code: 'DISABLED_CREDENTIALS',
    message: 'The application is disabled in this directory.',
    remedy: 'Enable sign-in for it: Enterprise applications → the application → Properties → "Enabled for users to sign in".',
  }),
  conditionalAccess: (): StepFailure => ({
    code: 'DISABLED_CREDENTIALS',
    message: 'The application and its credential are good, and a Conditional Access policy of the directory blocks the sign-in.',
    remedy:
      'Exclude the service principal from the policy for workload identities, or add the addresses of this platform to its named locations.',
  }),
  federationMismatch: (which: string, remedy: string, possibleCauses?: StepFailure['possibleCauses']): StepFailure => ({
    code: 'FEDERATION_MISMATCH',
    message: `The application's federated credential does not fit: ${which}.`,
    remedy,
    ...(possibleCauses && { possibleCauses }),
  }),
  subscriptionElsewhere: (directoryId: string | null): StepFailure => ({
    code: 'WRONG_ACCOUNT',
    message: `The subscription belongs to another directory than the one entered${directoryId ? `: ${directoryId}` : ''}.`,
    remedy: 'Enter a subscription of that directory, or an application in the directory of the subscription.',
    possibleCauses: ['WRONG_ACCOUNT', 'WRONG_DIRECTORY'],
  }),
  noSuchSubscription: (): StepFailure => ({
    code: 'WRONG_ACCOUNT',
    message:
      'Azure shows the application no subscription with this id. It answers alike when there is none and when the application may not see it.',
    remedy:
      'Check the subscription id, and that the application has the roles of the onboarding kit on that subscription. Role assignments may take some minutes to be known everywhere.',
    possibleCauses: ['WRONG_ACCOUNT', 'MISSING_PERMISSIONS', 'WRONG_DIRECTORY'],
  }),
  subscriptionClosed: (assignment: AzureAssignment): StepFailure => ({
    code: 'MISSING_PERMISSIONS',
    message: 'The application may not read the subscription: it has no role on it.',
    remedy:
      'Apply the Terraform of the onboarding kit, or assign Reader, Security Reader and Log Analytics Reader to the application on the subscription: run ' +
      `\`${assigningCommands(assignment, kitNeeds).join(' && ')}\`. Role assignments may take some minutes to be known everywhere.`,
    possibleCauses: ['MISSING_PERMISSIONS', 'WRONG_ACCOUNT'],
  }),
  missingPermissions: (actions: readonly string[], assignment: AzureAssignment): StepFailure => ({
    code: 'MISSING_PERMISSIONS',
    message: `Required permissions are missing: ${actions.join(', ')}.`,
    remedy:
      'Apply the current Terraform of the onboarding kit, which grants them, or assign the roles that do: run ' +
      `\`${assigningCommands(assignment, actions).join(' && ')}\`. What such a role grants already is taken away by a deny assignment. ` +
      'Role assignments may take some minutes to be known everywhere. To connect all the same, accept partial access.',
  }),
  excessive: (permissions: readonly string[], assignment: AzureAssignment): { message: string; remedy: string } => ({
    message: `The application may do more than read: ${permissions.join(', ')}.`,
    remedy:
      'Take the roles away that grant this: the platform only ever reads, and must not be able to do more. The Terraform of the onboarding kit assigns none of ' +
      `them. Look which they are, and delete them: \`${narrowingCommands(assignment).join(' && ')}\`.`,
  }),
  providersNotRegistered: (namespaces: readonly string[]): StepFailure => ({
    code: 'API_NOT_ENABLED',
    message: `Resource providers are not registered in the subscription: ${namespaces.join(', ')}. What they would tell stays unknown.`,
    remedy: `Register them: ${namespaces.map((one) => `az provider register --namespace ${one}`).join('; ')}.`,
  }),
} as const;

const again =
  'Apply the Terraform of the onboarding kit to this application again. A credential that was created a moment ago may take a minute to be known everywhere.';

const everywhere: Partial<Record<AzureErrorKind, () => StepFailure>> = {
  CLOCK_SKEW: azureFailures.clockSkew,
  THROTTLED: azureFailures.throttled,
  UNREACHABLE: azureFailures.unreachable,
};

const signingIn: Partial<Record<AzureErrorKind, () => StepFailure>> = {
  BAD_SECRET: azureFailures.wrongSecret,
  NO_SUCH_APPLICATION: azureFailures.noSuchApplication,
  SECRET_EXPIRED: azureFailures.secretExpired,
  NO_SUCH_DIRECTORY: azureFailures.noSuchDirectory,
  APPLICATION_DISABLED: azureFailures.applicationDisabled,
  CONDITIONAL_ACCESS: azureFailures.conditionalAccess,
  ISSUER_UNREADABLE: azureFailures.issuerUnreadable,
  FEDERATED_SUBJECT: () => azureFailures.federationMismatch("it has none for the subject of this tenant's onboarding kit", again),
  FEDERATED_ISSUER: () => azureFailures.federationMismatch('it trusts another issuer than this platform', again),
  FEDERATED_AUDIENCE: () =>
    azureFailures.federationMismatch(
      'its audience is another one',
      'Set its audience to api://AzureADTokenExchange, or apply the Terraform of the onboarding kit again.',
    ),
  FEDERATED_SIGNATURE: () =>
    azureFailures.federationMismatch(
      "the signature of the platform's assertion is refused",
      'Check that the issuer of the federated credential is exactly the one of the onboarding kit. If it is, ask the operator of the platform whether its OIDC documents are up to date.',
      ['FEDERATION_MISMATCH', 'PLATFORM_IDENTITY_BROKEN'],
    ),
};

/** The failure that an Azure error means in every step alike: skew, throttling, network. Null for what depends on the step. */
const passingAzureFailure = (error: AzureError): StepFailure | null => everywhere[error.kind]?.() ?? null;

/** What an error of the token request means; null when it is ours to understand. */
export function signInFailure(error: AzureError): StepFailure | null {
  return passingAzureFailure(error) ?? signingIn[error.kind]?.() ?? null;
}

/**
 * Ends the test for an Azure error: with what it means everywhere, else with what `inThisStep` makes of it, else with the error itself, since
 * it is then ours to understand.
 */
export function refuseAzure(error: unknown, inThisStep: (error: AzureError) => StepFailure | null): never {
  if (!(error instanceof AzureError)) throw error;
  const failure = passingAzureFailure(error) ?? inThisStep(error);
  throw failure ? new ConnectionRefused(failure) : error;
}

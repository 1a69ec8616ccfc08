export { startSimulator } from './simulator.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';
export { SimulatorClient } from './client.ts';
export type {
  AccessKeyView,
  AccountView,
  CallOutcome,
  CreateAccount,
  EstateCounts,
  FaultRule,
  HideResource,
  Onboarding,
  OverrideResource,
  PlatformIdentity,
  PutRole,
  PutUser,
  RecordedCall,
  RecordedFilter,
  RoleView,
  SimulatorControl,
  UserView,
} from './control.ts';
export type {
  AzureApplicationView,
  AzureControl,
  AzureOnboarding,
  AzureOnboardingView,
  AzureSubscriptionView,
  CreateAzureSubscription,
  SetAzureApplication,
} from './azure/azure-control.ts';
export type {
  FederateGcp,
  GcpControl,
  GcpFederationView,
  GcpOnboarding,
  GcpOnboardingView,
  GcpProjectView,
  ServiceAccountKeyDocument,
  ServiceAccountView,
  WorkloadIdentityProviderView,
} from './gcp/gcp-control.ts';
export { defaultRegions } from './admin/schemas.ts';
export { actionsOf } from './aws/iam/operation-actions.ts';

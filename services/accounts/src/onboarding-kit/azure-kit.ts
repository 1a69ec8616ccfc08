import { azureAudience, federatedSubjectOf } from './federated-subject.ts';
import type { KitContent, KitFacts, ProviderKit } from './provider-kit.ts';
import { shellWord } from './shell-word.ts';

/** The built-in roles that the application needs on the subscription: the same as in terraform/azure. */
export const azureRoles = ['Reader', 'Security Reader', 'Log Analytics Reader'] as const;

/** What a scan asks and a subscription may not have registered: the same as in terraform/azure. */
export const azureResourceProviders = ['Microsoft.Security', 'microsoft.insights'] as const;

/** A client secret must be replaced by then. */
const secretLifetimeMs = 90 * 24 * 3_600_000;

/** An application that trusts the platform's issuer for the subject of the kit; where the platform has no issuer, one with a client secret. */
export const azureKit: ProviderKit = {
  module: 'azure',
  unavailable: () => undefined,
  newExternalId: () => null,
  write: (facts) => (facts.platform.oidcIssuer === null ? withSecret(facts) : federated(facts, facts.platform.oidcIssuer)),
};

function federated({ kit, tenantId }: KitFacts, oidcIssuer: string): KitContent {
  const trust = { oidcIssuer, subject: federatedSubjectOf(tenantId, kit.id), audience: azureAudience };
  const credential = { name: `offload-${kit.id}`, issuer: oidcIssuer, subject: trust.subject, audiences: [trust.audience] };

  return {
    trust,
    variables: { federated: true, issuer: oidcIssuer, subject: trust.subject, audience: trust.audience },
    commands: commandsWith(`az ad app federated-credential create --id "$CLIENT_ID" --parameters ${shellWord(JSON.stringify(credential))}`),
    steps: [
      applyStep,
      'Take `tenant_id` and `client_id` from the outputs: there is no secret.',
      `Call connectAzureAccount with both, the subscription id, and the id of this kit as onboardingKitId: ${kit.id}.`,
      'Where policies forbid federated credentials: apply with `-var federated=false`, and give what `terraform output -raw client_secret` says ' +
        'as clientSecret in place of the kit. It must be rotated within 90 days.',
    ],
  };
}

function withSecret({ now }: KitFacts): KitContent {
  const endsOn = new Date(now.getTime() + secretLifetimeMs).toISOString().slice(0, 10);
  return {
    trust: {},
    variables: { federated: false },
    commands: commandsWith(
      `az ad app credential reset --id "$CLIENT_ID" --display-name offload-security --end-date ${endsOn} --query password --output tsv`,
    ),
    steps: [
      'This platform has no OIDC issuer, so that a client secret is the only way in. To connect without a secret, its operator must set one ' +
        '(PLATFORM_OIDC_ISSUER); then create another kit.',
      applyStep,
      'Take `tenant_id`, `client_id` and, by `terraform output -raw client_secret`, the secret from the outputs.',
      'Call connectAzureAccount with all three and the subscription id. The secret must be rotated within 90 days.',
    ],
  };
}

const applyStep =
  'Save `terraform` as offload-security.tf and run `terraform init && terraform apply -var subscription_id=…`, signed in (`az login`) as somebody who may ' +
  'register applications in the directory and assign roles on the subscription.';

/** Registers the application, gives it the roles and, by what is given, the way to sign in. */
const commandsWith = (signIn: string): string[] => [
  'SUBSCRIPTION_ID=$(az account show --query id --output tsv)',
  `CLIENT_ID=$(az ad app create --display-name ${shellWord('Offload Security Scanner')} --sign-in-audience AzureADMyOrg --query appId --output tsv)`,
  'PRINCIPAL_ID=$(az ad sp create --id "$CLIENT_ID" --query id --output tsv)',
  ...azureResourceProviders.map((namespace) => `az provider register --namespace ${namespace}`),
  ...azureRoles.map(
    (role) =>
      `az role assignment create --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --role ${shellWord(role)} ` +
      '--scope "/subscriptions/$SUBSCRIPTION_ID"',
  ),
  signIn,
  'az account show --query tenantId --output tsv && echo "$CLIENT_ID" "$SUBSCRIPTION_ID"',
];

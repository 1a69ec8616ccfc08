import { federatedSubjectOf } from './federated-subject.ts';
import type { KitContent, KitFacts, ProviderKit } from './provider-kit.ts';
import { shellWord } from './shell-word.ts';

const accountName = 'offload-security-scanner';
const poolId = 'offload-security';
const keyFile = 'offload-security-key.json';

/** The roles that the service account needs on the project: the same as in terraform/gcp. */
export const gcpRoles = [
  'roles/viewer',
  'roles/cloudasset.viewer',
  'roles/securitycenter.findingsViewer',
  'roles/securitycenter.assetsViewer',
  'roles/iam.securityReviewer',
  'roles/artifactregistry.reader',
  // Without its serviceusage.services.use, Cloud Asset Inventory answers nobody.
  'roles/serviceusage.serviceUsageConsumer',
] as const;

/** The APIs that a scan reads, which must be on in the project of the service account: the same as in terraform/gcp. */
export const gcpApis = [
  'artifactregistry.googleapis.com',
  'cloudasset.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'container.googleapis.com',
  'iam.googleapis.com',
  'logging.googleapis.com',
  'securitycenter.googleapis.com',
  'serviceusage.googleapis.com',
] as const;

/** What must be on besides, to act as the service account without a key: the same as in terraform/gcp. */
export const gcpFederationApis = ['iamcredentials.googleapis.com', 'sts.googleapis.com'] as const;

const deleteStep =
  'Delete the key file when the project is connected: the platform keeps its own copy, sealed. The state of Terraform holds the key too: keep it ' +
  'where you keep secrets, or apply with `-var create_key=false` and make the key as the commands of this kit do. The key must be rotated within 90 days.';

/** A service account that the platform's issuer may act as for the subject of the kit; where the platform has no issuer, one with a key. */
export const gcpKit: ProviderKit = {
  module: 'gcp',
  unavailable: () => undefined,
  newExternalId: () => null,
  write: (facts) => (facts.platform.oidcIssuer === null ? withKey() : federated(facts, facts.platform.oidcIssuer)),
};

function federated({ kit, tenantId }: KitFacts, oidcIssuer: string): KitContent {
  const subject = federatedSubjectOf(tenantId, kit.id);
  // Pools are global to a project, and a deleted one keeps its name for 30 days: one a kit, so that kits do not meet.
  const pool = `${poolId}-${kit.id.replaceAll('-', '').slice(-12)}`;
  const where = '--location=global --project="$PROJECT_ID"';

  return {
    trust: { oidcIssuer, subject },
    variables: { federated: true, issuer: oidcIssuer, subject, pool_id: pool },
    commands: [
      ...accountCommands([...gcpApis, ...gcpFederationApis]),
      `gcloud iam workload-identity-pools create ${pool} --display-name='Offload Security' ${where}`,
      `gcloud iam workload-identity-pools providers create-oidc offload --workload-identity-pool=${pool} --issuer-uri=${shellWord(oidcIssuer)} ` +
        `--attribute-mapping=google.subject=assertion.sub --attribute-condition=${shellWord(`assertion.sub == "${subject}"`)} ${where}`,
      `POOL=$(gcloud iam workload-identity-pools describe ${pool} ${where} --format='value(name)')`,
      `gcloud iam service-accounts add-iam-policy-binding "$ACCOUNT" --role=roles/iam.workloadIdentityUser ` +
        `--member="principal://iam.googleapis.com/$POOL/subject/"${shellWord(subject)} --project="$PROJECT_ID" --condition=None`,
      'echo "$PROJECT_ID" "$ACCOUNT" "$POOL/providers/offload"',
    ],
    steps: [
      applyStep,
      'Take `service_account` and `workload_identity_provider` from the outputs: there is no secret.',
      `Call connectGcpAccount with the project id and, as workloadIdentity, both of them and the id of this kit: ${kit.id}.`,
      'Where policies of the organization forbid the platform\'s issuer: apply with `-var federated=false`, and give the content of the key file that is written then ' +
        'as serviceAccountKey. It must be rotated within 90 days.',
    ],
  };
}

const withKey = (): KitContent => ({
  trust: {},
  variables: { federated: false },
  commands: [
    ...accountCommands(gcpApis),
    `(umask 077 && gcloud iam service-accounts keys create ${keyFile} --iam-account="$ACCOUNT" --project="$PROJECT_ID")`,
  ],
  steps: [
    applyStep,
    'Call connectGcpAccount with the project id and the content of the key file that the module wrote, as serviceAccountKey.',
    deleteStep,
  ],
});

const applyStep =
  'Save `terraform` as offload-security.tf and run `terraform init && terraform apply -var project_id=…`, signed in ' +
  '(`gcloud auth application-default login`) as somebody who may create service accounts and grant roles in the project.';

/** Makes the service account and gives it its roles. */
const accountCommands = (apis: readonly string[]): string[] => [
  'PROJECT_ID=$(gcloud config get-value project)',
  `gcloud services enable ${apis.join(' ')} --project="$PROJECT_ID"`,
  `gcloud iam service-accounts create ${accountName} --display-name='Offload Security' --project="$PROJECT_ID"`,
  `ACCOUNT=$(gcloud iam service-accounts list --project="$PROJECT_ID" --filter='email ~ ^${accountName}@' --format='value(email)')`,
  ...gcpRoles.map(
    (role) => `gcloud projects add-iam-policy-binding "$PROJECT_ID" --member="serviceAccount:$ACCOUNT" --role=${role} --condition=None`,
  ),
];

import type { ProviderKit } from './provider-kit.ts';

const accountName = 'offload-security-scanner';
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

const deleteStep =
  'Delete the key file when the project is connected: the platform keeps its own copy, sealed. The state of Terraform holds the key too: keep it ' +
  'where you keep secrets, or apply with `-var create_key=false` and make the key as the commands of this kit do. The key must be rotated within 90 days.';

/** A service account with a key. Nothing in it is the platform's, so that all kits read alike. */
export const gcpKit: ProviderKit = {
  module: 'gcp',
  unavailable: () => undefined,
  newExternalId: () => null,

  write: () => ({
    trust: {},
    variables: {},
    commands: [
      'PROJECT_ID=$(gcloud config get-value project)',
      `gcloud services enable ${gcpApis.join(' ')} --project="$PROJECT_ID"`,
      `gcloud iam service-accounts create ${accountName} --display-name='Offload Security' --project="$PROJECT_ID"`,
      `ACCOUNT=$(gcloud iam service-accounts list --project="$PROJECT_ID" --filter='email ~ ^${accountName}@' --format='value(email)')`,
      ...gcpRoles.map(
        (role) => `gcloud projects add-iam-policy-binding "$PROJECT_ID" --member="serviceAccount:$ACCOUNT" --role=${role} --condition=None`,
      ),
      `(umask 077 && gcloud iam service-accounts keys create ${keyFile} --iam-account="$ACCOUNT" --project="$PROJECT_ID")`,
    ],
    steps: [
      'Save `terraform` as offload-security.tf and run `terraform init && terraform apply -var project_id=…`, signed in ' +
        '(`gcloud auth application-default login`) as somebody who may create service accounts and grant roles in the project.',
      'Call connectGcpAccount with the project id and the content of the key file that the module wrote, as serviceAccountKey.',
      deleteStep,
    ],
  }),
};

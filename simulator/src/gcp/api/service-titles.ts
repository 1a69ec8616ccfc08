/** The titles under which Google lists its services; also every service that a project can switch on. */
export const serviceTitles: Readonly<Record<string, string>> = {
  'artifactregistry.googleapis.com': 'Artifact Registry API',
  'bigquery.googleapis.com': 'BigQuery API',
  'cloudasset.googleapis.com': 'Cloud Asset API',
  'cloudkms.googleapis.com': 'Cloud Key Management Service (KMS) API',
  'cloudresourcemanager.googleapis.com': 'Cloud Resource Manager API',
  'compute.googleapis.com': 'Compute Engine API',
  'container.googleapis.com': 'Kubernetes Engine API',
  'dns.googleapis.com': 'Cloud DNS API',
  'iam.googleapis.com': 'Identity and Access Management (IAM) API',
  'iamcredentials.googleapis.com': 'IAM Service Account Credentials API',
  'logging.googleapis.com': 'Cloud Logging API',
  'monitoring.googleapis.com': 'Cloud Monitoring API',
  'run.googleapis.com': 'Cloud Run Admin API',
  'secretmanager.googleapis.com': 'Secret Manager API',
  'securitycenter.googleapis.com': 'Security Command Center API',
  'serviceusage.googleapis.com': 'Service Usage API',
  'sqladmin.googleapis.com': 'Cloud SQL Admin API',
  'storage.googleapis.com': 'Cloud Storage API',
  'sts.googleapis.com': 'Security Token Service API',
};

export const titleOf = (service: string): string => serviceTitles[service] ?? service;

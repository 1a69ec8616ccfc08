import type { Secret } from '@offload/service-kit';

/** A service account that is acted as, whatever the proof. */
export interface GcpServiceAccount {
  /** `offload-security-scanner@project.iam.gserviceaccount.com` */
  clientEmail: string;
  /** The project that the service account lives in: where its calls are counted, and where the APIs must be enabled. */
  projectId: string;
}

/** A service account's key: the four fields of its file that are of use, and nothing else of what was uploaded. */
export interface GcpServiceAccountKey extends GcpServiceAccount {
  kind: 'GCP_SERVICE_ACCOUNT_KEY';
  privateKeyId: string;
  /** PEM, PKCS #8, RSA. */
  privateKey: Secret;
}

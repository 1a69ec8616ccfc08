import { z } from 'zod';
import { connectedStatus } from '../identity/cloud-account.ts';
import { connectionTest, connectionTestFailed } from '../identity/connection-test.ts';
import { isSealedInput } from '../secrets/sealed-input.ts';
import { defineInternalApi, endpoint } from './internal-api.ts';

const sealedInput = z.string().refine(isSealedInput, 'must be a sealed input');

/** How a person lets the platform in, with every secret still sealed to credentials' public key. */
export const connectionMaterial = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('AWS_ROLE'),
    roleArn: z.string().max(2048),
    externalId: z.string().max(1224),
    /** External IDs that kits of this tenant issued: one that succeeds where the entered one is refused proves a mismatch. */
    issuedExternalIds: z.array(z.string()).max(10),
  }),
  z.object({
    kind: z.literal('AWS_ACCESS_KEYS'),
    accessKeyId: z.string().max(128),
    secretAccessKey: sealedInput,
    sessionToken: sealedInput.nullable(),
  }),
  z.object({
    kind: z.literal('AWS_WEB_IDENTITY'),
    roleArn: z.string().max(2048),
    /** The subject of the kit, which is this tenant's alone: `offload:<tenant>:<kit>`. */
    subject: z.string().max(200),
  }),
  z.object({
    kind: z.literal('AZURE_CLIENT_SECRET'),
    /** The Entra directory. */
    directoryId: z.string().max(64),
    clientId: z.string().max(64),
    clientSecret: sealedInput,
  }),
  z.object({
    kind: z.literal('AZURE_WORKLOAD_IDENTITY'),
    directoryId: z.string().max(64),
    clientId: z.string().max(64),
    /** The subject of the kit, which is this tenant's alone: `offload:<tenant>:<kit>`. */
    subject: z.string().max(200),
  }),
  z.object({
    kind: z.literal('GCP_SERVICE_ACCOUNT_KEY'),
    /** The text of the key file. */
    serviceAccountKey: sealedInput,
  }),
  z.object({
    kind: z.literal('GCP_WORKLOAD_IDENTITY'),
    /** The address of the service account to act as. */
    serviceAccount: z.string().max(300),
    /** The provider of a workload identity pool: `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>`. */
    provider: z.string().max(300),
    /** The subject of the kit, which is this tenant's alone: `offload:<tenant>:<kit>`. */
    subject: z.string().max(200),
  }),
]);
export type ConnectionMaterial = z.infer<typeof connectionMaterial>;

export const invalidCredentialInput = z.object({ message: z.string(), code: z.string(), field: z.string(), remedy: z.string() });
export type InvalidCredentialInput = z.infer<typeof invalidCredentialInput>;

/** Temporary AWS credentials. */
const awsSessionLease = z.object({
  kind: z.literal('AWS_SESSION'),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  expiresAt: z.iso.datetime(),
});

/** Signing keys, each good for one day, region and service. */
const awsSigningKeysLease = z.object({
  kind: z.literal('AWS_SIGNING_KEYS'),
  accessKeyId: z.string(),
  sessionToken: z.string().nullable(),
  /** SigV4 keys derived for (date, region, service), base64. `date` is UTC, YYYYMMDD. */
  keys: z.array(z.object({ date: z.string(), region: z.string(), service: z.string(), key: z.string() })),
  expiresAt: z.iso.datetime(),
});

/** A bearer token for management.azure.com. */
const azureTokenLease = z.object({ kind: z.literal('AZURE_TOKEN'), accessToken: z.string(), expiresAt: z.iso.datetime() });
/** A bearer token for googleapis.com, read-only by its scope where Google has one. */
const gcpTokenLease = z.object({ kind: z.literal('GCP_TOKEN'), accessToken: z.string(), expiresAt: z.iso.datetime() });

/** What a lease for AWS holds: temporary credentials, or signing keys. */
export const awsLease = z.discriminatedUnion('kind', [awsSessionLease, awsSigningKeysLease]);
export type AwsLease = z.infer<typeof awsLease>;
export type AzureLease = z.infer<typeof azureTokenLease>;
export type GcpLease = z.infer<typeof gcpTokenLease>;

/** Short-lived access to one account, of whichever cloud. */
export const cloudLease = z.discriminatedUnion('kind', [awsSessionLease, awsSigningKeysLease, azureTokenLease, gcpTokenLease]);
export type CloudLease = z.infer<typeof cloudLease>;

export const credentialsApi = defineInternalApi('credentials', {
  publicKeys: endpoint({
    description: 'The public keys that secrets are encrypted to on arrival, as a JWK set; the first is the one to use.',
    callers: ['gateway'],
    input: z.object({}),
    output: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }),
  }),
  platformIdentity: endpoint({
    description: 'Who the platform is to the providers: what customers must trust.',
    callers: ['accounts'],
    input: z.object({}),
    output: z.object({ awsPrincipalArn: z.string().nullable(), oidcIssuer: z.string().nullable() }),
  }),
  oidcDocuments: endpoint({
    description: "What the platform's OIDC issuer publishes: its configuration and its public keys. Null when the operator has named no issuer.",
    callers: ['gateway'],
    input: z.object({}),
    output: z.object({ configuration: z.record(z.string(), z.unknown()), jwks: z.record(z.string(), z.unknown()) }).nullable(),
  }),
  verifyAndSeal: endpoint({
    description: 'Tests the access and, when it is good, seals the credential under the given account id, unclaimed. The same account id answers as before.',
    callers: ['accounts'],
    timeoutMs: 60_000,
    input: z.object({
      cloudAccountId: z.uuid(),
      /** What the person says the account is; null when it is only known from the credential. */
      expectedProviderAccountId: z.string().nullable(),
      simulated: z.boolean(),
      acceptPartialAccess: z.boolean(),
      regions: z.array(z.string()).nullable(),
      material: connectionMaterial,
    }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('SEALED'),
        credentialId: z.uuid(),
        providerAccountId: z.string(),
        status: connectedStatus,
        test: connectionTest,
      }),
      z.object({ outcome: z.literal('REFUSED'), failure: connectionTestFailed }),
      z.object({ outcome: z.literal('INVALID'), error: invalidCredentialInput }),
    ]),
  }),
  sealSuccessor: endpoint({
    description:
      'Tests a credential that is to replace the one of a connected account and, when it is good, seals it beside that one, which stays in use. ' +
      'A later rotation of the same account takes the place of this one. NOT_CONNECTED: the account has no credential. SUPERSEDED: a later rotation took over.',
    callers: ['accounts'],
    timeoutMs: 60_000,
    input: z.object({ cloudAccountId: z.uuid(), rotationId: z.uuid(), simulated: z.boolean(), material: connectionMaterial }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('SEALED') }),
      z.object({ outcome: z.literal('REFUSED'), failure: connectionTestFailed }),
      z.object({ outcome: z.literal('INVALID'), error: invalidCredentialInput }),
      z.object({ outcome: z.literal('NOT_CONNECTED') }),
      z.object({ outcome: z.literal('SUPERSEDED') }),
    ]),
  }),
  switchCredential: endpoint({
    description:
      'Takes the successor that was sealed for a rotation into use. The same rotation again answers as before. GONE: there is no such successor any more, ' +
      'and the credential that was in use still is.',
    callers: ['accounts'],
    input: z.object({ cloudAccountId: z.uuid(), rotationId: z.uuid() }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('SWITCHED'),
        /** Until when leases of the replaced credential may still read. */
        previousUsedUntil: z.iso.datetime(),
        test: connectionTest,
      }),
      z.object({ outcome: z.literal('GONE') }),
    ]),
  }),
  endAccess: endpoint({
    description:
      'Ends the credential of a disconnected account: from the answer on nothing is lent. Tells until when leases that are already out may still read; null when none is. Again answers as once.',
    callers: ['accounts'],
    input: z.object({ cloudAccountId: z.uuid() }),
    output: z.object({ until: z.iso.datetime().nullable() }),
  }),
  createWebhookSecret: endpoint({
    description: 'Makes and seals the secret of a webhook that is coming to be, unclaimed, and gives it: this once.',
    callers: ['accounts'],
    input: z.object({ webhookId: z.uuid() }),
    output: z.object({ secret: z.string() }),
  }),
  rotateWebhookSecret: endpoint({
    description: 'Makes and seals another secret for a webhook, and gives it: this once. The one before signs beside it for a day. GONE: the webhook has none.',
    callers: ['accounts'],
    input: z.object({ webhookId: z.uuid() }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('ROTATED'), secret: z.string(), previousSignsUntil: z.iso.datetime() }),
      z.object({ outcome: z.literal('GONE') }),
    ]),
  }),
  signWebhook: endpoint({
    description: "The signatures of a message by a webhook's secrets (Standard Webhooks: `v1,<base64>`), the newest first. None when the webhook has no secret.",
    callers: ['accounts'],
    input: z.object({
      webhookId: z.uuid(),
      /** The message's id, the same for each attempt. */
      id: z.uuid(),
      /** When this attempt is made, in seconds since 1970. */
      timestamp: z.int().positive(),
      /** The body, as it is sent. */
      body: z.string().max(65_536),
    }),
    output: z.object({ signatures: z.array(z.string()).max(2) }),
  }),
  lease: endpoint({
    description: 'Short-lived access for one job, narrowed to the actions that it declares. Refused when the account is not connected.',
    callers: ['scanner'],
    timeoutMs: 30_000,
    input: z.object({
      cloudAccountId: z.uuid(),
      scanId: z.uuid(),
      jobId: z.uuid(),
      region: z.string(),
      /** The services that requests are signed for: `ec2`, `s3`. None where a token opens them all. */
      signingNames: z.array(z.string()).max(10),
      actions: z.array(z.string()).min(1).max(200),
    }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('LEASED'), lease: cloudLease, endpointOverride: z.url().nullable() }),
      z.object({
        outcome: z.literal('REFUSED'),
        reason: z.enum(['NOT_CONNECTED', 'ACCESS_LOST', 'UNREACHABLE', 'THROTTLED']),
        message: z.string(),
      }),
    ]),
  }),
});

import { flagVariable, secretVariable, subgraphVariables } from '@offload/service-kit';
import { z } from 'zod';

const variables = z.object({
  ...subgraphVariables('credentials', 4002),
  ACCOUNTS_URL: z.url().describe('Where the accounts service listens'),

  VAULT_ADDR: z
    .url()
    .optional()
    .describe('Vault or OpenBao, as https://vault:8200; without it secrets are sealed in the database, under MASTER_KEY_FILE'),
  VAULT_ROLE_ID: z.string().min(1).optional().describe('The AppRole to log in as'),
  VAULT_SECRET_ID: secretVariable().optional().describe('The secret id of the AppRole'),
  VAULT_KUBERNETES_ROLE: z
    .string()
    .min(1)
    .optional()
    .describe("The role to log in as with the pod's service account, in place of an AppRole"),
  VAULT_KUBERNETES_MOUNT: z
    .string()
    .regex(/^[\w-]+(?:\/[\w-]+)*$/)
    .default('kubernetes')
    .describe('Where the Kubernetes auth method is mounted'),
  VAULT_KUBERNETES_TOKEN_FILE: z
    .string()
    .min(1)
    .default('/var/run/secrets/kubernetes.io/serviceaccount/token')
    .describe('The token of the service account; read at each login'),
  VAULT_MOUNT: z
    .string()
    .regex(/^[\w-]+(?:\/[\w-]+)*$/)
    .default('secret')
    .describe('Where the KV version 2 engine is mounted'),
  VAULT_NAMESPACE: z.string().min(1).optional().describe('The namespace, where Vault has them'),
  MASTER_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('The file of the key that secrets in the database are sealed under; made with mode 0600 when it is not there. Back it up'),

  CLOUDS: z
    .enum(['real', 'simulator'])
    .default('real')
    .describe('Which clouds calls go to; accounts of the one are never touched by the other'),
  SIMULATOR_URL: z.url().optional().describe('The cloud simulator; needed with CLOUDS=simulator, refused otherwise'),
  PLATFORM_AWS_PRINCIPAL_ARN: z
    .string()
    .startsWith('arn:')
    .optional()
    .describe("The ARN of the platform's AWS identity, which customers' roles trust"),
  PLATFORM_AWS_ACCESS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .describe("The access key of the platform's AWS identity; without it the AWS SDK's default chain is asked (IRSA, instance profile …)"),
  PLATFORM_AWS_SECRET_ACCESS_KEY: secretVariable().optional().describe('Its secret'),
  OIDC_ISSUER: z
    .url({ protocol: /^https$/ })
    .regex(/^[^?#]*[^/?#]$/)
    .optional()
    .describe(
      "The https name under which the gateway serves the platform's OIDC documents, without a slash at its end; for keyless connections",
    ),
  OIDC_KEY_DAYS: z.coerce
    .number()
    .int()
    .min(2)
    .max(365)
    .default(30)
    .describe('The age at which a signing key of that issuer gets a successor, in days. A successor is published for a day before it signs'),

  ROLE_PROPAGATION_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(20_000)
    .default(5_500)
    .describe(
      'How long a role or application that the provider refuses is tried again, since a new one takes seconds to be known everywhere',
    ),
  UNCLAIMED_AFTER_MINUTES: z.coerce
    .number()
    .int()
    .min(2)
    .default(15)
    .describe('When a sealed credential that no account claimed is asked about, and destroyed when given up'),
  REVERIFY_AFTER_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .max(60 * 24 * 7)
    .default(360)
    .describe('After how long a connected account is tested again without anybody asking; give or take a tenth'),
  PRELOAD_CLIENTS: flagVariable()
    .default(true)
    .describe("Import the providers' clients at start, so that the first connection test does not wait for it"),
});

/** The environment of the credentials service. */
export const configSchema = variables.superRefine((config, context) => {
  // As a wrong type: what it expects is said to the operator, where the message of a custom issue would not be.
  const demand = (name: keyof z.output<typeof variables>, expected: string): void =>
    context.addIssue({ code: 'invalid_type', expected: expected as 'string', input: undefined, path: [name] });

  if (config.VAULT_ADDR === undefined) {
    if (config.MASTER_KEY_FILE === undefined) demand('MASTER_KEY_FILE', 'a path, or VAULT_ADDR');
  } else if (config.VAULT_KUBERNETES_ROLE !== undefined) {
    if (config.VAULT_ROLE_ID !== undefined) demand('VAULT_ROLE_ID', 'nothing, with VAULT_KUBERNETES_ROLE: one way to log in');
    if (config.VAULT_SECRET_ID !== undefined) demand('VAULT_SECRET_ID', 'nothing, with VAULT_KUBERNETES_ROLE: one way to log in');
  } else {
    if (config.VAULT_ROLE_ID === undefined) demand('VAULT_ROLE_ID', 'the id of an AppRole, with VAULT_ADDR; or VAULT_KUBERNETES_ROLE');
    if (config.VAULT_SECRET_ID === undefined) demand('VAULT_SECRET_ID', 'the secret id of an AppRole, with VAULT_ADDR');
  }

  const isSimulated = config.CLOUDS === 'simulator';
  if (isSimulated !== (config.SIMULATOR_URL !== undefined))
    demand('SIMULATOR_URL', isSimulated ? 'a URL, with CLOUDS=simulator' : 'nothing, with CLOUDS=real');
  // The default chain would find the operator's real identity and send its signatures to the simulator.
  if (isSimulated && config.PLATFORM_AWS_ACCESS_KEY_ID === undefined)
    demand('PLATFORM_AWS_ACCESS_KEY_ID', 'a key of the simulator, with CLOUDS=simulator');
  if ((config.PLATFORM_AWS_ACCESS_KEY_ID === undefined) !== (config.PLATFORM_AWS_SECRET_ACCESS_KEY === undefined)) {
    demand('PLATFORM_AWS_SECRET_ACCESS_KEY', 'set together with PLATFORM_AWS_ACCESS_KEY_ID');
  }
});

export type Config = z.output<typeof configSchema>;

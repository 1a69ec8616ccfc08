import { randomBytes, randomUUID } from 'node:crypto';
import { newApiKey } from '@offload/contracts';
import { generateIssuerKeys } from '@offload/service-kit';

const services = ['accounts', 'credentials', 'scanner', 'inventory'] as const;
const issuers = ['gateway', ...services] as const;

/** 192 bits that mean nothing to a URL, a shell or a configuration file: a letter first, since nats-server reads a text that begins with a digit as a number. */
const password = (): string => `p${randomBytes(24).toString('hex')}`;

/** The text of a new `.env` for docker-compose.yml: every password and key of one installation. No two are alike. */
export function newEnvFile(): string {
  const keys = issuers.map((issuer) => ({ issuer, ...generateIssuerKeys() }));
  const publicKeys = Object.fromEntries(keys.map(({ issuer, publicKey }) => [issuer, publicKey]));

  return `# The passwords and keys of this installation, for docker-compose.yml. Keep a copy where you keep secrets: EXTERNAL_ID_HASH_KEY and VAULT_SEAL_KEY can
# never be made again, and without the latter every stored credential is lost.

# Uncomment for simulated clouds (deploy/docker/README.md). Unset, accounts are in the real ones.
# COMPOSE_PROFILES=demo

# The AWS principal that customers' roles trust, and its key where the machine has no identity of its own.
PLATFORM_AWS_PRINCIPAL_ARN=
PLATFORM_AWS_ACCESS_KEY_ID=
PLATFORM_AWS_SECRET_ACCESS_KEY=

# The https name under which the gateway is reached from the internet, for Azure to read the platform's keys at (<name>/.well-known/…): then
# subscriptions are connected without a secret. No slash at its end.
PLATFORM_OIDC_ISSUER=

# The issuer of the access tokens that people bring; without it there are API keys alone.
OIDC_ISSUER=
OIDC_AUDIENCE=
OIDC_JWKS_URL=

LOG_LEVEL=info

# The tenant that accounts makes at its first start, and its API key of role ADMIN.
BOOTSTRAP_TENANT_ID=${randomUUID()}
BOOTSTRAP_TENANT_NAME='First tenant'
BOOTSTRAP_API_KEY=${newApiKey()}

# PostgreSQL: the superuser, and three roles a service.
POSTGRES_PASSWORD=${password()}
${services.flatMap((service) => ['OWNER', 'RUNTIME', 'SYSTEM'].map((role) => `${service.toUpperCase()}_${role}_PASSWORD=${password()}`)).join('\n')}

# NATS: a user a service.
${services.map((service) => `NATS_${service.toUpperCase()}_PASSWORD=${password()}`).join('\n')}

# Internal tokens: an Ed25519 key an issuer.
${keys.map(({ issuer, privateKey }) => `${issuer.toUpperCase()}_TOKEN_PRIVATE_KEY='${privateKey.reveal()}'`).join('\n')}
INTERNAL_TOKEN_PUBLIC_KEYS='${JSON.stringify(publicKeys)}'

# External IDs are known by their hash under this key, for ever.
EXTERNAL_ID_HASH_KEY=${password()}

# Unseals OpenBao: 32 bytes in base64.
VAULT_SEAL_KEY=${randomBytes(32).toString('base64')}
`;
}

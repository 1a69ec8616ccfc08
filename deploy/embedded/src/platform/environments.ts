import { join } from 'node:path';
import type { DatabaseUrls } from '@offload/service-kit';
import type { EmbeddedService, PlatformState } from './platform-state.ts';

/** Where accounts are: in the real clouds, or in a simulator that has an identity for the platform. */
export type PlatformClouds =
  | { kind: 'real' }
  | { kind: 'simulator'; url: string; platform: { principalArn: string; accessKeyId: string; secretAccessKey: string } };

export interface EnvironmentOptions {
  /** The root of the repository, or of the image. */
  root: string;
  state: PlatformState;
  databases: Record<EmbeddedService, DatabaseUrls>;
  /** Where each listens, on 127.0.0.1. */
  ports: Record<EmbeddedService | 'gateway', number>;
  clouds: PlatformClouds;
  awsPrincipalArn?: string | undefined;
  /** The https name under which the gateway's OIDC documents are read, as the platform's own issuer; without it there are no keyless connections. */
  oidcIssuer?: string | undefined;
  logLevel: string;
  /** What credentials seals with: a master key file, or Vault. */
  secretStore: Record<string, string>;
}

export type Environments = Record<EmbeddedService | 'gateway', Record<string, string | undefined>>;

/** The environment of every service of one platform on this machine, as its config.ts reads it: the same in one process and in many. */
export function environmentsOf(options: EnvironmentOptions): Environments {
  const { root, state, databases, ports, clouds, logLevel } = options;
  const urlOf = (name: EmbeddedService): string => `http://127.0.0.1:${ports[name]}`;
  const publicKeys = JSON.stringify(Object.fromEntries(Object.entries(state.issuers).map(([issuer, { publicKey }]) => [issuer, publicKey])));
  const simulated = clouds.kind === 'simulator';

  const common = (name: EmbeddedService | 'gateway') => ({
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    LOG_LEVEL: logLevel,
    INTERNAL_TOKEN_PRIVATE_KEY: state.issuers[name].privateKey,
    INTERNAL_TOKEN_PUBLIC_KEYS: publicKeys,
    SCHEMAS_DIRECTORY: join(root, 'schemas'),
    ACCOUNTS_URL: urlOf('accounts'),
    CREDENTIALS_URL: urlOf('credentials'),
    SCANNER_URL: urlOf('scanner'),
    INVENTORY_URL: urlOf('inventory'),
  });
  const service = (name: EmbeddedService) => ({
    ...common(name),
    DATABASE_URL: databases[name].runtime,
    DATABASE_OWNER_URL: databases[name].owner,
    DATABASE_SYSTEM_URL: databases[name].system,
  });

  return {
    accounts: {
      ...service('accounts'),
      TERRAFORM_DIRECTORY: join(root, 'terraform'),
      CLOUDS: clouds.kind,
      EXTERNAL_ID_HASH_KEY: state.externalIdHashKey,
      BOOTSTRAP_TENANT_ID: state.tenant.id,
      BOOTSTRAP_TENANT_NAME: state.tenant.name,
      BOOTSTRAP_API_KEY: state.tenant.apiKey,
    },
    credentials: {
      ...service('credentials'),
      ...options.secretStore,
      CLOUDS: clouds.kind,
      SIMULATOR_URL: simulated ? clouds.url : undefined,
      OIDC_ISSUER: options.oidcIssuer,
      PLATFORM_AWS_PRINCIPAL_ARN: simulated ? clouds.platform.principalArn : options.awsPrincipalArn,
      PLATFORM_AWS_ACCESS_KEY_ID: simulated ? clouds.platform.accessKeyId : undefined,
      PLATFORM_AWS_SECRET_ACCESS_KEY: simulated ? clouds.platform.secretAccessKey : undefined,
    },
    scanner: service('scanner'),
    inventory: service('inventory'),
    gateway: { ...common('gateway'), SUPERGRAPH_FILE: join(root, 'schemas', 'supergraph.graphql'), GRAPHIQL_DIRECTORY: join(root, 'gateway', 'graphiql') },
  };
}

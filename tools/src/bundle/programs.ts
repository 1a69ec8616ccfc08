/** The programs that images run, by the name of their folder in `dist`, and where their mains are. */
export const programs = {
  accounts: 'services/accounts/src/main.ts',
  credentials: 'services/credentials/src/main.ts',
  scanner: 'services/scanner/src/main.ts',
  inventory: 'services/inventory/src/main.ts',
  gateway: 'gateway/src/main.ts',
  simulator: 'simulator/src/main.ts',
  provision: 'deploy/docker/provision/main.ts',
  'vault-bootstrap': 'deploy/docker/vault/main.ts',
  demo: 'deploy/docker/demo/main.ts',
  healthcheck: 'deploy/docker/healthcheck/main.ts',
} as const;

export type ProgramName = keyof typeof programs;

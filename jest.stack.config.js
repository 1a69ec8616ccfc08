import base from './jest.config.js';

/** Tests against real servers: nats-server, PostgreSQL, a Vault-API server. They fail, and never skip, where one is missing. */
export default {
  ...base,
  testMatch: ['**/*.stack.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 120_000,
};

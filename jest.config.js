/** Tests that need nothing but npm: embedded Postgres, the simulator. Those that need servers of the machine are `*.stack.test.ts` (jest.stack.config.js). */
const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } }];

export default {
  testEnvironment: 'node',
  roots: ['libs', 'services', 'gateway', 'simulator', 'deploy', 'tools', 'e2e', 'terraform', 'bench'].map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.stack\\.test\\.ts$'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': swc },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/libs/testkit/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testkit/src/jest/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
};

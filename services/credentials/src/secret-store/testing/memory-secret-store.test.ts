import { describe } from '@jest/globals';
import { secretStoreContract } from '../secret-store.contract.ts';
import { createMemorySecretStore } from './memory-secret-store.ts';

describe('the secret store of the tests', () => {
  const store = createMemorySecretStore();
  secretStoreContract(() => store);
});

import { OutageError } from '@offload/service-kit';
import { SecretStoreError, type SecretStore, type SecretStoreCode } from './secret-store.ts';

/** The failures that pass, or that an operator mends, without anything being wrong with what is stored. */
const outages: readonly SecretStoreCode[] = ['UNAVAILABLE', 'SEALED', 'DENIED'];

const told = (): OutageError =>
  new OutageError(
    'SECRET_STORE_UNAVAILABLE',
    'The place where the platform keeps credentials cannot be used at the moment. Nothing was changed.',
    'Try again in a minute. If it stays so, the operator finds the cause in the readiness of the credentials service.',
  );

/**
 * A secret store whose outages may be told to whoever asked, without what they are: that is for the log. Readiness stays as the store has it.
 */
export function tellingOutages(store: SecretStore, log: { warn(facts: object, message: string): void }): SecretStore {
  const telling =
    <Args extends unknown[], T>(act: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      try {
        return await act(...args);
      } catch (error) {
        if (!(error instanceof SecretStoreError) || !outages.includes(error.code)) throw error;
        log.warn({ err: error }, 'the secret store cannot be used');
        throw told();
      }
    };

  return {
    put: telling((...args: Parameters<SecretStore['put']>) => store.put(...args)),
    currentVersion: telling((...args: Parameters<SecretStore['currentVersion']>) => store.currentVersion(...args)),
    get: telling((...args: Parameters<SecretStore['get']>) => store.get(...args)),
    destroyVersion: telling((...args: Parameters<SecretStore['destroyVersion']>) => store.destroyVersion(...args)),
    destroy: telling((...args: Parameters<SecretStore['destroy']>) => store.destroy(...args)),
    ready: () => store.ready(),
    close: () => store.close(),
  };
}

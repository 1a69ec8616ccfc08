import type { ConnectionTestFailed } from '@offload/contracts';

export interface NotFound {
  kind: 'NotFound';
  message: string;
}

/** Of an unknown id and of another tenant's alike. */
export const notFound = (): NotFound => ({ kind: 'NotFound', message: 'There is no such cloud account.' });

export const connectionTestFailed = (failure: ConnectionTestFailed): ConnectionTestFailed & { kind: 'ConnectionTestFailed' } => ({
  kind: 'ConnectionTestFailed',
  ...failure,
});

/** What testing a connection can answer beside a test that passed. */
export type ConnectionTestRefused = NotFound | ReturnType<typeof connectionTestFailed>;

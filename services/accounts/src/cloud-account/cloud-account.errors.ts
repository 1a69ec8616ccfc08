import type { ConnectionTestFailed, InvalidCredentialInput } from '@offload/contracts';
import type { CloudAccount } from './cloud-account.ts';

export interface CloudAccountAlreadyConnected {
  kind: 'CloudAccountAlreadyConnected';
  message: string;
  cloudAccount: CloudAccount;
  remedy: string;
}

/** Why an account was not connected. Nothing is stored. */
export type ConnectRefused =
  | CloudAccountAlreadyConnected
  | ({ kind: 'InvalidCredentialInput' } & InvalidCredentialInput)
  | ({ kind: 'ConnectionTestFailed' } & ConnectionTestFailed);

export interface NotFound {
  kind: 'NotFound';
  message: string;
}

export const alreadyConnected = (cloudAccount: CloudAccount): CloudAccountAlreadyConnected => ({
  kind: 'CloudAccountAlreadyConnected',
  message: 'This account is connected already',
  cloudAccount,
  remedy: 'Use the connection that stands, or disconnect it first',
});

export const invalidInput = (field: string, code: string, message: string, remedy: string): ConnectRefused => ({
  kind: 'InvalidCredentialInput',
  field,
  code,
  message,
  remedy,
});

export const notFound: NotFound = { kind: 'NotFound', message: 'No cloud account of that id' };

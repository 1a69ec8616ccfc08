/** The tenant has nothing of that id. */
export interface NotFound {
  readonly kind: 'NotFound';
  readonly message: string;
}

export interface InvalidInput {
  readonly kind: 'InvalidInput';
  readonly message: string;
  /** Which part of the input, as `regions`. */
  readonly field: string;
  readonly remedy: string;
}

export interface CloudAccountNotConnected {
  readonly kind: 'CloudAccountNotConnected';
  readonly message: string;
  readonly remedy: string;
}

export const cloudAccountNotFound: NotFound = { kind: 'NotFound', message: 'There is no such cloud account' };
export const scanNotFound: NotFound = { kind: 'NotFound', message: 'There is no such scan' };

export const cloudAccountNotConnected: CloudAccountNotConnected = {
  kind: 'CloudAccountNotConnected',
  message: 'The cloud account is disconnected: there is nothing to scan',
  remedy: 'Connect the account again',
};

export const invalidInput = (field: string, message: string, remedy: string): InvalidInput => ({ kind: 'InvalidInput', field, message, remedy });

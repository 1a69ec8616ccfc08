import type { Scope } from '@offload/contracts';

export interface InvalidInput {
  kind: 'InvalidInput';
  field: string;
  message: string;
  remedy: string;
}

/** The maker may not give these scopes away. */
export interface ScopesNotGranted {
  kind: 'ScopesNotGranted';
  message: string;
  scopes: Scope[];
  remedy: string;
}

export interface TooManyApiKeys {
  kind: 'TooManyApiKeys';
  message: string;
  limit: number;
  remedy: string;
}

export interface NotFound {
  kind: 'NotFound';
  message: string;
}

export type CreateApiKeyRefused = InvalidInput | ScopesNotGranted | TooManyApiKeys;

export const invalidInput = (field: string, message: string, remedy: string): InvalidInput => ({ kind: 'InvalidInput', field, message, remedy });

export const tooManyApiKeys = (limit: number): TooManyApiKeys => ({
  kind: 'TooManyApiKeys',
  message: `The tenant has ${limit} active API keys`,
  limit,
  remedy: 'Revoke one that is not needed any more: lastUsedAt tells which',
});

export const notFound: NotFound = { kind: 'NotFound', message: 'No API key of that id' };

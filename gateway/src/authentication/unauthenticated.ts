import { refusal, type Refusal } from '../errors/refusal.ts';

/** Nobody knows who is asking. Says how to be known; why a token does not hold is said only as far as it helps its owner. */
export const unauthenticated = (message: string): Refusal =>
  refusal('UNAUTHENTICATED', message, {
    remedy: 'Send a header `Authorization: Bearer <access token or API key>`, or `x-api-key: <API key>`.',
  });

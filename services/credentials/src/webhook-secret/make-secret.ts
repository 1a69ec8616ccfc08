import { Secret } from '@offload/service-kit';
import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A secret as Standard Webhooks writes one: `whsec_` and 256 random bits in base64. */
export const makeSecret = (): Secret => new Secret(`${prefix}${randomBytes(32).toString('base64')}`);

export interface SignedMessage {
  /** The message's id, the same for each attempt. */
  id: string;
  /** When this attempt is made: seconds since 1970. */
  timestamp: number;
  /** The body, byte for byte as it is sent. */
  body: string;
}

/** The signature of a message as Standard Webhooks 1.0 defines it: `v1,` and the HMAC-SHA256 of `id.timestamp.body`, base64. */
export const signatureOf = (secret: Secret, { id, timestamp, body }: SignedMessage): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.reveal().slice(prefix.length), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`;

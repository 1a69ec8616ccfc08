/**
 * Access tokens without a store: a token is what it stands for, encrypted under a key of the simulator's seed. So a restarted simulator
 * honours the tokens that it issued before, and a client can read nothing in them.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export interface AccessGrant {
  /** A service account's e-mail address, or the `principal://…` of a federated identity. */
  member: string;
  scopes: string[];
  expiresAtMs: number;
}

const PREFIX = 'ya29.c.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export class AccessTokens {
  readonly #key: Buffer;

  constructor(seed: string) {
    this.#key = createHmac('sha256', 'offload simulator google access tokens').update(seed).digest();
  }

  issue(grant: AccessGrant): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(grant), 'utf8'), cipher.final()]);
    return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** What a token stands for; undefined when it is not one of ours. Expiry is the caller's to check. */
  open(token: string): AccessGrant | undefined {
    if (!token.startsWith(PREFIX)) return undefined;
    const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES || PREFIX + bytes.toString('base64url') !== token) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      return JSON.parse(text) as AccessGrant;
    } catch {
      // The tag does not fit: a token of another simulator, or a forged one.
      return undefined;
    }
  }
}

/**
 * STS sessions without a store: the session token carries what the session is, sealed by a key of the simulator's seed; the access key
 * and its secret are derived from it. So a restarted simulator honours the sessions that it issued before.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Session {
  accountId: string;
  roleName: string;
  sessionName: string;
  expiresAtMs: number;
  /** Inline session policy as text, as it was given. */
  policy?: string | undefined;
  policyArns?: string[] | undefined;
}

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export class SessionSealer {
  readonly #key: Buffer;

  constructor(seed: string) {
    this.#key = createHmac('sha256', 'offload simulator sessions').update(seed).digest();
  }

  /** Credentials for a session; two equal sessions differ by `nonce`. */
  issue(session: Session, nonce: string): SessionCredentials {
    const payload = Buffer.from(JSON.stringify({ ...session, nonce }), 'utf8');
    return { ...this.#derive(payload), sessionToken: Buffer.concat([this.#mac('token', payload), payload]).toString('base64') };
  }

  /**
   * The session behind a token and the secret of its key; undefined when the token is not ours or belongs to another access key.
   * Expiry is the caller's to check.
   */
  open(accessKeyId: string, sessionToken: string): { session: Session; secretAccessKey: string } | undefined {
    const sealed = Buffer.from(sessionToken, 'base64');
    const mac = sealed.subarray(0, 32);
    const payload = sealed.subarray(32);
    if (payload.length === 0 || sealed.toString('base64') !== sessionToken || !timingSafeEqual(mac, this.#mac('token', payload)))
      return undefined;
    const derived = this.#derive(payload);
    if (derived.accessKeyId !== accessKeyId) return undefined;
    return { session: JSON.parse(payload.toString('utf8')) as Session, secretAccessKey: derived.secretAccessKey };
  }

  #derive(payload: Buffer): { accessKeyId: string; secretAccessKey: string } {
    const id = [...this.#mac('id', payload).subarray(0, 16)].map((byte) => BASE32.charAt(byte & 31)).join('');
    return { accessKeyId: `ASIA${id}`, secretAccessKey: this.#mac('secret', payload).toString('base64').slice(0, 40) };
  }

  #mac(purpose: string, payload: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(purpose).update('\0').update(payload).digest();
  }
}

/**
 * Access tokens without a store: a JWT, signed by a key of the simulator's seed. So a restarted simulator honours the tokens that it
 * issued before. Clients cannot check the signature (Azure's clients do not either): HMAC will do.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface AccessTokenClaims {
  /** The resource that it is for: `https://management.azure.com`. */
  aud: string;
  iss: string;
  /** Seconds since 1970, as are `nbf` and `exp`. */
  iat: number;
  nbf: number;
  exp: number;
  appid: string;
  /** How the application proved itself: `1` by a secret, `2` by an assertion. */
  appidacr: '1' | '2';
  idtyp: 'app';
  oid: string;
  sub: string;
  tid: string;
  /** Unique a token. */
  uti: string;
  ver: '1.0';
}

export const LIFETIME_S = 3600;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export class AccessTokens {
  readonly #key: Buffer;

  constructor(seed: string) {
    this.#key = createHmac('sha256', 'offload simulator entra').update(seed).digest();
  }

  issue(claims: AccessTokenClaims): string {
    const text = `${encode({ typ: 'JWT', alg: 'HS256', kid: 'simulator' })}.${encode(claims)}`;
    return `${text}.${this.#sign(text).toString('base64url')}`;
  }

  /** The claims of a token of ours; undefined for any other. Expiry is the caller's to check. */
  open(token: string): AccessTokenClaims | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (!header || !payload || !signature || rest.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(`${header}.${payload}`);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as AccessTokenClaims;
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

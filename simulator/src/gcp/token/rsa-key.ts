/**
 * RSA 2048 keys that are a function of a seed and a name: a simulator that starts again knows the keys that it gave out without having
 * stored one. For a simulator only: whoever knows the seed knows the key.
 */
import { checkPrimeSync, createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

export interface RsaKey {
  /** PEM, PKCS #8. */
  privateKey: string;
  publicKey: KeyObject;
}

const EXPONENT = 65_537n;
const PRIME_BYTES = 128;
/** What most candidates fail at, before the test that costs. */
const smallPrimes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97].map(BigInt);

const made = new Map<string, RsaKey>();

/** The key of that name; making it takes about 0.1 s, so it is remembered. */
export function rsaKeyOf(seed: string, name: string): RsaKey {
  const id = `${seed}\0${name}`;
  let key = made.get(id);
  if (!key) {
    if (made.size >= 1000) made.clear();
    made.set(id, (key = makeKey(seed, name)));
  }
  return key;
}

function makeKey(seed: string, name: string): RsaKey {
  const p = primeOf(seed, `${name} p`);
  const q = primeOf(seed, `${name} q`);
  const d = inverseOf(EXPONENT, (p - 1n) * (q - 1n));
  const jwk = {
    kty: 'RSA',
    n: encode(p * q),
    e: encode(EXPONENT),
    d: encode(d),
    p: encode(p),
    q: encode(q),
    dp: encode(d % (p - 1n)),
    dq: encode(d % (q - 1n)),
    qi: encode(inverseOf(q, p)),
  };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string, publicKey: createPublicKey(key) };
}

/** The first prime from a starting point; its two highest bits are set, so that the product of two has 2048 bits. */
function primeOf(seed: string, name: string): bigint {
  const start = Buffer.concat([0, 1].map((part) => createHmac('sha512', seed).update(`${name} ${part}`).digest()));
  start[0]! |= 0xc0;
  start[PRIME_BYTES - 1]! |= 1;
  for (let candidate = BigInt(`0x${start.toString('hex')}`); ; candidate += 2n) {
    const isHopeless = smallPrimes.some((prime) => candidate % prime === 0n) || (candidate - 1n) % EXPONENT === 0n;
    if (!isHopeless && checkPrimeSync(candidate, { checks: 10 })) return candidate;
  }
}

/** x with value * x = 1 (mod modulus), by Euclid's extended algorithm. */
function inverseOf(value: bigint, modulus: bigint): bigint {
  let [rest, next, x, nextX] = [modulus, value % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  return ((x % modulus) + modulus) % modulus;
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { jsonVariable, secretVariable } from '../config/variables.ts';
import { Secret } from '../logging/secret.ts';

/** An Ed25519 public key, as a JWK. */
export interface PublicKeyJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
}

/** The public keys of every issuer; two of one issuer while its key is being changed. */
export type PublicKeysByIssuer = Readonly<Record<string, PublicKeyJwk | readonly PublicKeyJwk[]>>;

const publicKeyJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().min(1) });

/** The environment variables of internal tokens, to spread into a service's config schema. */
export const internalTokenVariables = {
  INTERNAL_TOKEN_PRIVATE_KEY: secretVariable().describe('The Ed25519 key that signs this service’s internal tokens: JWK or PEM'),
  INTERNAL_TOKEN_PUBLIC_KEYS: jsonVariable(z.record(z.string(), z.union([publicKeyJwk, z.array(publicKeyJwk)]))).describe(
    'The public keys of those who may call: JSON, issuer → JWK (or a list of JWKs while a key is being changed)',
  ),
};

/** The id of a key: its RFC 7638 thumbprint, so that it needs no bookkeeping. */
export function keyIdOf({ crv, kty, x }: PublicKeyJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}

/** Reads a private key from a JWK (as text) or PEM. Throws, without the text, when it is not an Ed25519 key. */
export function readPrivateKey(privateKey: Secret): KeyObject {
  const text = privateKey.reveal().trim();
  let key: KeyObject;
  try {
    key = text.startsWith('{') ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' }) : createPrivateKey(text);
  } catch {
    // The cause is left out on purpose: parsers quote what they could not read.
    throw new Error('the internal token key cannot be read: expected an Ed25519 private key as JWK or PEM');
  }

  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the internal token key is not an Ed25519 key');
  return key;
}

/** The public half of a private key. */
export function publicJwkOf(privateKey: KeyObject): PublicKeyJwk {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x: x! };
}

/** A new signing key for one issuer: the private half as it goes into INTERNAL_TOKEN_PRIVATE_KEY, the public half for everybody else. */
export function generateIssuerKeys(): { privateKey: Secret; publicKey: PublicKeyJwk } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { privateKey: new Secret(JSON.stringify(privateKey.export({ format: 'jwk' }))), publicKey: publicJwkOf(privateKey) };
}

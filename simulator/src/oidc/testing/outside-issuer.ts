/** An OpenID issuer of the outside world, whose documents are read on the loopback interface. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Change {
  /** Over the usual ones; undefined leaves a claim out. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyObject;
}

export interface OutsideIssuer {
  /** What the configuration calls itself, and `iss`. */
  issuer: string;
  /** Where its documents are. */
  url: string;
  /** What is published; a test may change it. */
  documents: { configuration: Record<string, unknown>; keys: unknown };
  /** A signed assertion for these claims. */
  assert(change?: Change): string;
  stop(): Promise<void>;
}

/** Resolves when the documents can be read. Two keys are published: `one` (RSA), which signs, and `two` (P-256). */
export async function startOutsideIssuer(issuer: string, { sub, aud }: { sub: string; aud: string }): Promise<OutsideIssuer & { ecKey: KeyObject }> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const documents: OutsideIssuer['documents'] = {
    configuration: { issuer, jwks_uri: `${issuer}/keys` },
    keys: [
      { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' },
      { ...ec.publicKey.export({ format: 'jwk' }), kid: 'two', alg: 'ES256' },
    ],
  };
  const server = createServer((request, response) => {
    const bodies: Record<string, unknown> = { '/.well-known/openid-configuration': documents.configuration, '/keys': { keys: documents.keys } };
    const body = bodies[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    issuer,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    documents,
    ecKey: ec.privateKey,
    assert({ claims = {}, header = {}, key = rsa.privateKey } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer, sub, aud, iat: now, nbf: now, exp: now + 300 };
      const signed = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT', ...header })}.${encode({ ...usual, ...claims })}`;
      const signature = sign('sha256', Buffer.from(signed), key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key);
      return `${signed}.${signature.toString('base64url')}`;
    },
    stop: () => new Promise((closed, failed) => server.close((error) => (error ? failed(error) : closed()))),
  };
}

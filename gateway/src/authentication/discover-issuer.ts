import { request } from 'undici';
import { z } from 'zod';

export interface IssuerOptions {
  /** As tokens name it, to the letter. */
  issuer: string;
  timeoutMs?: number;
}

/** Where plain http goes over no wire. */
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
const largestDocument = 256 * 1024;
const document = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Where OpenID Connect Discovery 1.0 (section 4) has the document of an issuer. */
const documentUrlOf = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * Makes what finds the key set of an issuer by discovery: asked for when it is first needed, once for all who need it, and kept; a failure is not. Rejects
 * when the document cannot be had, is of another issuer, or names a key set that is neither behind https nor on this machine.
 */
export function createIssuerDiscovery({ issuer, timeoutMs = 3_000 }: IssuerOptions): () => Promise<URL> {
  let known: Promise<URL> | undefined;

  async function discover(): Promise<URL> {
    const { statusCode, body } = await request(documentUrlOf(issuer), { headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`the issuer answered with status ${statusCode}`);
    }

    let text = '';
    body.setEncoding('utf8');
    for await (const chunk of body as AsyncIterable<string>) {
      text += chunk;
      if (text.length > largestDocument) throw new Error('the document of the issuer is too large');
    }
    const found = document.parse(JSON.parse(text));
    // Section 4.3: a document of another issuer must not be used.
    if (found.issuer !== issuer) throw new Error('the document is of another issuer');
    const keys = new URL(found.jwks_uri);
    if (keys.protocol !== 'https:' && !loopback.has(keys.hostname)) throw new Error('the key set is not behind https');
    return keys;
  }

  return () => {
    known ??= discover().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

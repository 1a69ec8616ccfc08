import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';

export interface PublishedIssuer {
  /** Where the documents are read, on the loopback. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the documents of an issuer, as the gateway does. */
export async function publishIssuer(issuer: OidcIssuer): Promise<PublishedIssuer> {
  const server = createServer((request, response) => {
    void issuer.documents().then(({ configuration, jwks }) => {
      const served: Record<string, object> = { '/.well-known/openid-configuration': configuration, '/.well-known/jwks.json': jwks };
      const asked = request.url ?? '';
      response.writeHead(asked in served ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(served[asked] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

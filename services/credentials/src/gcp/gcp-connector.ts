import type { JWTOptions } from 'google-auth-library';
import type { Clouds } from '../clouds.ts';
import { classifyApiError, classifyExchangeError, classifyImpersonationError, classifyTokenError, GcpError } from './gcp-error.ts';
import { createGcpTransport, type GcpTransport } from './gcp-transport.ts';
import { cloudPlatformScope } from './scopes.ts';
import type { GcpServiceAccountKey } from './service-account-key.ts';

export interface GcpToken {
  accessToken: string;
  expiresAt: Date;
}

/** A token that was issued this moment, and what Google's clock said then. */
export interface IssuedGcpToken extends GcpToken {
  /** How far Google's clock is ahead of ours, in ms; null when Google did not say. */
  clockOffsetMs: number | null;
}

/** Makes calls with one access token. */
export interface GcpCaller {
  /**
   * One call, as `call('cloudresourcemanager:getProject', 'https://cloudresourcemanager.googleapis.com/v3/projects/p')`: a GET, or a POST of JSON.
   * @throws GcpError
   */
  call<T>(operation: string, url: string, body?: object): Promise<T>;
}

export interface FederatedAssertion {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  provider: string;
  /** The service account to act as. */
  clientEmail: string;
  /** A JWT of the platform's issuer. */
  assertion: string;
}

export interface GcpConnector {
  /**
   * A new access token of a service account: signs an assertion with its key and exchanges it.
   * @throws GcpError
   */
  authorize(key: GcpServiceAccountKey, scope: string): Promise<IssuedGcpToken>;
  /**
   * A new access token of a service account that lets the platform act as itself: exchanges an assertion at the account's provider, and what that gives for
   * a token of the account.
   * @throws GcpError
   */
  federate(federation: FederatedAssertion, scope: string): Promise<IssuedGcpToken>;
  as(token: GcpToken): GcpCaller;
  /** Imports the client ahead of the first connection test. */
  preload(): Promise<void>;
  close(): void;
}

type Transporter = NonNullable<JWTOptions['transporter']>;

/** The token endpoint; the library knows no other, whatever a key file says. */
const tokenUrl = 'https://oauth2.googleapis.com/token';

// 70 ms to import, so that it is not before it is needed.
const loadLibrary = () => import('google-auth-library');

/** The way to Google: `JWT` of google-auth-library, built from the four fields of a key and asked explicitly, over a transport of our own. */
export function createGcpConnector(clouds: Clouds, options: { timeoutMs?: number } = {}): GcpConnector {
  const transport = createGcpTransport(clouds, options);

  return {
    async authorize({ clientEmail, privateKey, privateKeyId }, scope) {
      const { JWT } = await loadLibrary();
      let clockOffsetMs: number | null = null;
      const client = new JWT({
        email: clientEmail,
        key: privateKey.reveal(),
        keyId: privateKeyId,
        scopes: [scope],
        transporter: createTransporter(transport, (offsetMs) => (clockOffsetMs = offsetMs)),
        // What it would add are interceptors that log answers, tokens included, when the environment says so (GOOGLE_SDK_NODE_LOGGING).
        useAuthRequestParameters: false,
      });
      const { access_token: accessToken, expiry_date: expiresAt } = await client.authorize();
      if (!accessToken || !expiresAt) throw new GcpError('oauth2:token', 'OTHER', 'NoToken');
      return { accessToken, expiresAt: new Date(expiresAt), clockOffsetMs };
    },
    async federate({ provider, clientEmail, assertion }, scope) {
      const exchanged = await transport.send({
        operation: 'sts:token',
        method: 'POST',
        url: new URL('https://sts.googleapis.com/v1/token'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          audience: `//iam.googleapis.com/${provider}`,
          scope: cloudPlatformScope,
          requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          subject_token: assertion,
        }).toString(),
      });
      const { access_token: federated } = (exchanged.body ?? {}) as { access_token?: string };
      if (exchanged.status !== 200 || !federated) throw classifyExchangeError(exchanged.status, exchanged.body);

      const account = encodeURIComponent(clientEmail);
      const answer = await transport.send({
        operation: 'iamcredentials:generateAccessToken',
        method: 'POST',
        url: new URL(`https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`),
        headers: { authorization: `Bearer ${federated}`, 'content-type': 'application/json' },
        body: JSON.stringify({ scope: [scope], lifetime: '3600s' }),
      });
      const { accessToken, expireTime } = (answer.body ?? {}) as { accessToken?: string; expireTime?: string };
      if (answer.status !== 200 || !accessToken || !expireTime) throw classifyImpersonationError(answer.status, answer.body);
      return { accessToken, expiresAt: new Date(expireTime), clockOffsetMs: exchanged.clockOffsetMs };
    },
    as: ({ accessToken }) => ({
      async call<T>(operation: string, url: string, body?: object) {
        const answer = await transport.send({
          operation,
          method: body === undefined ? 'GET' : 'POST',
          url: new URL(url),
          headers: { authorization: `Bearer ${accessToken}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        // What is no JSON did not come from Google, whatever its status.
        if (answer.status === 200 && answer.body !== null) return answer.body as T;
        throw classifyApiError(operation, answer.status, answer.body);
      },
    }),
    preload: async () => void (await loadLibrary()),
    close: () => transport.close(),
  };
}

/**
 * What google-auth-library sends its one request with. Its own transporter (gaxios) follows proxy variables, and its errors carry the request with
 * the assertion in it. `hearOffset` gets what the answer tells of Google's clock.
 */
function createTransporter(transport: GcpTransport, hearOffset: (offsetMs: number | null) => void): Transporter {
  const request = async ({ url, data }: { url?: string | URL; data?: unknown }): Promise<{ data: unknown }> => {
    if (String(url) !== tokenUrl || !(data instanceof URLSearchParams))
      throw new Error('the Google library asked for something unexpected');
    const { status, body, clockOffsetMs } = await transport.send({
      operation: 'oauth2:token',
      method: 'POST',
      url: new URL(tokenUrl),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: data.toString(),
    });
    if (status !== 200 || body === null) throw classifyTokenError(status, body);
    hearOffset(clockOffsetMs);
    return { data: body };
  };
  // Of the transporter the library uses `request` alone; the class has private fields, so that the compiler wants its very own.
  return { request } as unknown as Transporter;
}

import type { HttpClient } from '@azure/core-rest-pipeline';
import { Secret } from '@offload/service-kit';
import { decodeJwt } from 'jose';
import { classifyTokenFailure, type AzureAnswer } from './azure-error.ts';
import { armHost, entraHost } from './azure-transport.ts';

/** How an application proves who it is: with a secret, or with an assertion that the platform's issuer signed for it. */
export type AzureProof = { clientSecret: Secret } | { assertion: () => Promise<string> };

/** An application of a directory, and its proof. */
export interface AzurePrincipal {
  directoryId: string;
  clientId: string;
  proof: AzureProof;
}

/** Access to Resource Manager. */
export interface AzureToken {
  accessToken: Secret;
  expiresAt: Date;
  /** The service principal's object id, which deny assignments name; null when the token does not tell. */
  objectId: string | null;
}

/** The SDK takes long to import (0.3 s and more), so that it is not before it is needed. */
export const loadAzureIdentity = () => import('@azure/identity');

/** Keeps the last answer: the SDK's errors keep only its text. */
function watch(client: HttpClient): HttpClient & { last: AzureAnswer | null } {
  const watched: HttpClient & { last: AzureAnswer | null } = {
    last: null,
    async sendRequest(request) {
      watched.last = null;
      const response = await client.sendRequest(request);
      watched.last = { status: response.status, text: response.bodyAsText ?? '' };
      return response;
    },
  };
  return watched;
}

/**
 * Signs an application in to Resource Manager, anew each time: what the SDK would remember, nobody could take from it when access ends.
 * @throws AzureError
 */
export async function signIn(transport: HttpClient, { directoryId, clientId, proof }: AzurePrincipal): Promise<AzureToken> {
  const { ClientSecretCredential, ClientAssertionCredential } = await loadAzureIdentity();
  const httpClient = watch(transport);
  // The authority is named, or else the SDK would take it from the environment; the transport tries again by itself.
  const options = { httpClient, authorityHost: `https://${entraHost}`, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };

  // Before the SDK runs: what fails here is ours, and would come back in its wrapping.
  const assertion = 'assertion' in proof ? await proof.assertion() : null;
  const credential =
    'assertion' in proof
      ? new ClientAssertionCredential(directoryId, clientId, async () => assertion!, options)
      : new ClientSecretCredential(directoryId, clientId, proof.clientSecret.reveal(), options);

  try {
    const { token, expiresOnTimestamp } = await credential.getToken(`https://${armHost}/.default`);
    return { accessToken: new Secret(token), expiresAt: new Date(expiresOnTimestamp), objectId: objectIdOf(token) };
  } catch {
    // Its cause is left behind on purpose: it may quote the request.
    throw classifyTokenFailure(httpClient.last);
  }
}

/** The `oid` of an access token. It is Resource Manager's to read, so that a form that is not known is no error. */
function objectIdOf(token: string): string | null {
  try {
    const { oid } = decodeJwt(token);
    return typeof oid === 'string' ? oid.toLowerCase() : null;
  } catch {
    return null;
  }
}

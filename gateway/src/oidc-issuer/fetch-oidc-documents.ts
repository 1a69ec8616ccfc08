import type { Logger } from '@offload/service-kit';

/** What is published under the name of the platform's OIDC issuer. */
export interface OidcDocuments {
  readonly configuration: Record<string, unknown>;
  readonly jwks: Record<string, unknown>;
}

export interface OidcDocumentsOptions {
  /** Null when the operator has named no issuer. */
  fetchDocuments: () => Promise<OidcDocuments | null>;
  log: Logger;
  /** The time in milliseconds. */
  clock: () => number;
}

/** How long an answer of credentials is passed on before it is asked again. */
export const freshMs = 60_000;

/**
 * Gives the documents as credentials has them, asked again after a minute; null when there is no issuer. Rejects, logged, when what is known is older
 * and credentials does not answer: keys that may have been taken back are published no longer. Many requests ask once.
 */
export function createOidcDocuments({ fetchDocuments, log, clock }: OidcDocumentsOptions): () => Promise<OidcDocuments | null> {
  let known: { documents: OidcDocuments | null; at: number } | undefined;
  let fetching: Promise<OidcDocuments | null> | undefined;

  async function fetch(): Promise<OidcDocuments | null> {
    try {
      const documents = await fetchDocuments();
      known = { documents, at: clock() };
      return documents;
    } catch (error) {
      log.error({ err: error }, 'OIDC documents could not be fetched');
      throw error;
    } finally {
      fetching = undefined;
    }
  }

  return async () => (known && clock() - known.at < freshMs ? known.documents : (fetching ??= fetch()));
}

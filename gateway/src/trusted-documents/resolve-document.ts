import type { Principal } from '@offload/contracts';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OperationRequest, SentRequest } from '../admission/operation-request.ts';
import { Refusal, refusal } from '../errors/refusal.ts';

/** Who may send trusted documents only: those with an access token, or those with an API key. */
export type TrustedOnly = 'people' | 'keys';

export interface DocumentsOptions {
  /** The texts that were made known beforehand, by hash or id. */
  trusted?: ReadonlyMap<string, string>;
  only?: readonly TrustedOnly[];
  /** Whether clients may make documents known by hash as they go (automatic persisted queries). */
  persisted: boolean;
}

/** What turns hashes into documents. */
export interface Documents {
  /**
   * The document that is asked for. Throws UNTRUSTED_DOCUMENT, PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_NOT_SUPPORTED and PERSISTED_QUERY_MISMATCH.
   */
  resolve(sent: SentRequest, principal: Principal | null): OperationRequest;
  /** Makes known by its hash what has passed admission, and so is valid and holds no secret, for somebody who is known. */
  keep(sent: SentRequest, principal: Principal | null): void;
}

const mostPersistedBytes = 16 * 1024 * 1024;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Makes the documents that are known by hash: those of a manifest always, and those that clients have sent with their hash as long as there is room, the latest used first. */
export function createDocuments({ trusted = new Map(), only = [], persisted }: DocumentsOptions): Documents {
  const texts = new Set(trusted.values());
  const known = new LRUCache<string, string>({ maxSize: mostPersistedBytes, sizeCalculation: (text) => 128 + 2 * text.length });

  function isRestricted(principal: Principal | null): boolean {
    if (!principal) return only.length > 0;
    return only.includes(principal.subject.startsWith('api-key:') ? 'keys' : 'people');
  }

  function textOf({ query, hash }: SentRequest, principal: Principal | null): string {
    const text = hash === null ? undefined : trusted.get(hash);
    if (text !== undefined) {
      if (query !== null && query !== text) throw refusal('PERSISTED_QUERY_MISMATCH', 'The hash is that of another document');
      return text;
    }
    if (isRestricted(principal) && (query === null || !texts.has(query))) {
      throw refusal('UNTRUSTED_DOCUMENT', 'Only documents that were made known beforehand are taken');
    }
    if (hash === null) return query!;
    if (query === null) {
      if (!persisted) throw refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
      const found = known.get(hash);
      // Clients of the protocol know it by this message.
      if (found === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      return found;
    }
    if (persisted && !known.has(hash) && sha256(query) !== hash) throw refusal('PERSISTED_QUERY_MISMATCH', 'The hash is not that of the document');
    return query;
  }

  return {
    resolve: (sent, principal) => ({ query: textOf(sent, principal), operationName: sent.operationName, variables: sent.variables }),
    keep({ query, hash }, principal) {
      if (persisted && principal && query !== null && hash !== null && !trusted.has(hash) && !known.has(hash)) known.set(hash, query);
    },
  };
}

/**
 * Prepares trusted documents at the start, so that none of them fails later. Throws an error that names the file, the document and why: it is not GraphQL, does not fit
 * the schema, is over a limit or has a secret written into it.
 */
export function demandPrepared(trusted: ReadonlyMap<string, string>, file: string, prepare: (request: OperationRequest) => unknown): void {
  for (const [hash, query] of trusted) {
    try {
      prepare({ query, operationName: null, variables: {} });
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      const name = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1] ?? 'without a name';
      throw new Error(`the trusted document ${hash} (${name}) in ${file} does not hold: ${cause.errors.map(({ message }) => message).join(' ')}`, {
        cause,
      });
    }
  }
}

import { readFile } from 'node:fs/promises';
import type { OperationRequest } from '../admission/operation-request.ts';
import type { GatewayConfig } from '../config.ts';
import { readManifest } from './read-manifest.ts';
import { createDocuments, demandPrepared, type Documents } from './resolve-document.ts';

/**
 * The documents that are known by hash, as the environment has them: TRUSTED_DOCUMENTS_FILE is read and each of its documents prepared. Rejects with an error that names the file, and the
 * document that does not hold.
 */
export async function loadDocuments(config: GatewayConfig, prepare: (request: OperationRequest) => unknown): Promise<Documents> {
  const { TRUSTED_DOCUMENTS_FILE: file, TRUSTED_DOCUMENTS_ONLY: only, PERSISTED_QUERIES: persisted } = config;
  if (file === undefined) return createDocuments({ persisted });

  const trusted = readManifest(await readFile(file, 'utf8'), file);
  demandPrepared(trusted, file, prepare);
  return createDocuments({ trusted, only, persisted });
}

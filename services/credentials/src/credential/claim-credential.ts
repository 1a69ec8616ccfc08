import type { Logger } from '@offload/service-kit';
import type { CredentialRepository } from './credential.repository.ts';

/** Takes an unclaimed credential as that of a connected account. What is destroyed stays so. */
export async function claimCredential(credentials: CredentialRepository, cloudAccountId: string, log: Logger): Promise<void> {
  const credential = await credentials.lock(cloudAccountId);
  if (!credential?.secretVersion) {
    log.error({ cloudAccountId, state: credential?.state ?? null }, 'a connected account has no sealed credential');
    return;
  }
  if (credential.state === 'UNCLAIMED') await credentials.setState(credential.id, 'ACTIVE');
}

import type { Logger } from '@offload/service-kit';
import type { CredentialRepository } from './credential.repository.ts';

/** Takes an unclaimed credential as that of a connected account. What is destroyed stays so. */
export async function claimCredential(credentials: CredentialRepository, cloudAccountId: string, log: Logger): Promise<void> {
  const credential = await credentials.lock(cloudAccountId);
  if (credential?.state === 'DESTROYED') return;
  if (!credential?.secretVersion) {
    log.error({ cloudAccountId }, 'a connected account has no sealed credential');
    return;
  }
  if (credential.state === 'UNCLAIMED') await credentials.activate(credential.id);
}

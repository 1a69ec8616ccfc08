import { credentialAged } from '@offload/contracts';
import type { TransactionRepositories } from '../context.ts';
import type { SealedCredential } from '../credential/credential.ts';
import { ageInDays, rotationOf } from './rotation-state.ts';

/** Tells the others when it is another time to rotate a credential than was told last; a credential that is locked by this transaction. */
export async function tellAge({ credentials, publish }: TransactionRepositories, credential: SealedCredential, now: Date): Promise<void> {
  const rotation = rotationOf(credential, now);
  if (rotation === credential.toldRotation) return;

  const version = credential.version + 1;
  await credentials.update({ ...credential, toldRotation: rotation, version });
  // Young from the start is no news.
  if (credential.toldRotation === null && (rotation === 'FRESH' || rotation === 'NOT_APPLICABLE')) return;
  await publish(credentialAged, {
    aggregateId: credential.id,
    aggregateVersion: version,
    data: { credentialId: credential.id, cloudAccountId: credential.cloudAccountId, rotation, ageDays: ageInDays(credential, now) },
  });
}

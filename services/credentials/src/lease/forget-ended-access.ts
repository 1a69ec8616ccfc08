import { accessEnded, accessEndedSubject } from '@offload/contracts';
import type { EventBus, Subscription } from '@offload/service-kit';
import type { CredentialProviders } from '../providers/credential-providers.ts';

/** Lets go of every lease of an account that is kept in this process. */
export function forgetLeases(providers: CredentialProviders, cloudAccountId: string): void {
  for (const provider of Object.values(providers)) provider.forget(cloudAccountId);
}

/** Hears, in every replica, that access to an account has ended. Nothing is lent from memory then, row or not. */
export function forgetEndedAccess(bus: EventBus, providers: CredentialProviders): Promise<Subscription> {
  return bus.listen(accessEndedSubject('*', '*'), (body) => forgetLeases(providers, accessEnded.parse(body).cloudAccountId));
}

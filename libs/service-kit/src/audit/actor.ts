import { actor, type Actor } from '@offload/contracts';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { InternalPrincipal } from '../internal-tokens/internal-principal.ts';

const acting = new AsyncLocalStorage<Actor>();

/** Runs a function on behalf of somebody: what it does, and what other services do for it, is written down in that name. */
export const actingFor = <T>(who: Actor, fn: () => T): T => acting.run(who, fn);

/** On whose behalf things are done here and now; undefined where nobody asked. */
export const currentActor = (): Actor | undefined => acting.getStore();

/** Who is behind an internal token: the one on whose behalf a service calls, where it says so; else the subject, from the address that the gateway saw. */
export function actorOf({ subject, issuer, extra }: InternalPrincipal): Actor {
  if (issuer !== 'gateway') {
    const behind = actor.safeParse(extra['actor']);
    return behind.success ? behind.data : { subject, address: null };
  }
  return { subject, address: typeof extra['address'] === 'string' ? extra['address'].slice(0, 64) : null };
}

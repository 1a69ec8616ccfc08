import type { Principal } from '@offload/contracts';
import { holds } from '@offload/service-kit';
import { Refusal, refusalError } from '../errors/refusal.ts';
import { unauthenticated } from '../authentication/unauthenticated.ts';
import type { Demand } from './find-demands.ts';

const mostErrors = 20;

/** Throws a `Refusal` that names what the caller may not read and the scopes that it takes, twenty at most. */
export function checkAccess(demands: readonly Demand[], principal: Principal | null): void {
  const refused = demands.flatMap(({ coordinate, rules, locations }) => {
    const unmet = rules.find((rule) => !principal || !holds(rule, principal.scopes));
    return unmet ? [{ coordinate, unmet, locations }] : [];
  });
  if (refused.length === 0) return;
  if (!principal) throw unauthenticated('This takes somebody who is known');

  throw new Refusal(
    refused.slice(0, mostErrors).map(({ coordinate, unmet, locations }) =>
      refusalError('FORBIDDEN', `Not allowed: ${coordinate}`, {
        locations,
        requiredScopes: unmet.scopes ?? undefined,
        remedy: 'Ask an administrator of your tenant for a role, or an API key, with the required scopes.',
      }),
    ),
  );
}

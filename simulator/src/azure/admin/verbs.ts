import { verb, type Verbs } from '../../admin/verb.ts';
import type { EstateCounts } from '../../control.ts';
import type { AzureApplicationView, AzureOnboardingView, AzureSubscriptionView } from '../azure-control.ts';
import { GLOBAL, specs, type AzureType } from '../estate/resource-types.ts';
import { onboardingRoles } from '../rbac/roles.ts';
import type { Application } from '../world/application.ts';
import { guidOf } from '../world/guid.ts';
import type { Subscription } from '../world/subscription.ts';
import type { AzureWorld } from '../world/world.ts';
import {
  assignRole,
  createApplication,
  createSubscription,
  denyActions,
  hideResource,
  limitGraph,
  onboarding,
  overrideResource,
  setApplication,
  setProvider,
  subscriptionKey,
  unassignRole,
} from './schemas.ts';

/** What an admin can do to the simulated Azure. */
export const azureVerbs = (world: AzureWorld): Verbs => {
  const principalOf = (clientId: string): string => world.requireApplication(clientId).objectId;
  return {
    'azure-subscription': verb({
      input: subscriptionKey,
      run: ({ subscriptionId }) => {
        const subscription = world.subscription(subscriptionId);
        return subscription ? subscriptionView(subscription) : null;
      },
    }),
    'azure-create-subscription': verb({
      input: createSubscription,
      isJournaled: true,
      toReplay: (input, { subscriptionId }: AzureSubscriptionView) => ({ ...input, subscriptionId }),
      run: (input) => subscriptionView(world.createSubscription(input)),
    }),
    'azure-create-application': verb({
      input: createApplication,
      isJournaled: true,
      // Secrets that were made up are functions of the seed: the journal keeps when they were made.
      toReplay: (input, { clientId }: AzureApplicationView) => ({
        ...input,
        clientId,
        createdAtMs: world.requireApplication(clientId).changedAtMs,
      }),
      run: ({ createdAtMs = world.options.now(), ...input }) => applicationView(world.putApplication({ ...input, createdAtMs })),
    }),
    'azure-set-application': verb({
      input: setApplication,
      isJournaled: true,
      toReplay: (input, { clientId }: AzureApplicationView) => ({
        ...input,
        changedAtMs: world.requireApplication(clientId).changedAtMs,
      }),
      run: ({ clientId, changedAtMs = world.options.now(), ...changes }) => applicationView(world.changeApplication(clientId, changes, changedAtMs)),
    }),
    'azure-assign': verb({
      input: assignRole,
      isJournaled: true,
      run: ({ subscriptionId, clientId, ...assigned }) => {
        world.requireSubscription(subscriptionId).assign(principalOf(clientId), assigned);
        return null;
      },
    }),
    'azure-unassign': verb({
      input: unassignRole,
      isJournaled: true,
      run: ({ subscriptionId, clientId, role }) => {
        world.requireSubscription(subscriptionId).unassign(principalOf(clientId), role);
        return null;
      },
    }),
    'azure-deny': verb({
      input: denyActions,
      isJournaled: true,
      run: ({ subscriptionId, clientId, name, actions }) => {
        world.requireSubscription(subscriptionId).deny(clientId === undefined ? null : principalOf(clientId), name, actions);
        return null;
      },
    }),
    'azure-set-provider': verb({
      input: setProvider,
      isJournaled: true,
      run: ({ subscriptionId, namespace, registered }) => {
        world.requireSubscription(subscriptionId).register(namespace, registered);
        return null;
      },
    }),
    'azure-limit-graph': verb({
      input: limitGraph,
      isJournaled: true,
      run: ({ subscriptionId, ...limits }) => {
        world.requireSubscription(subscriptionId).graphLimits = limits;
        return null;
      },
    }),
    'azure-apply-onboarding': verb({
      input: onboarding,
      isJournaled: true,
      toReplay: (input, { clientId }: AzureOnboardingView) => ({
        ...input,
        clientId,
        createdAtMs: world.requireApplication(clientId).changedAtMs,
      }),
      run: (input) => applyOnboarding(world, input),
    }),
    'azure-counts': verb({
      input: subscriptionKey,
      run: ({ subscriptionId }): EstateCounts => world.requireSubscription(subscriptionId).estate.tally(),
    }),
    'azure-hide': verb({
      input: hideResource,
      isJournaled: true,
      run: ({ subscriptionId, type, location, index, hidden }) => {
        world.requireSubscription(subscriptionId).estate.hide(knownType(type, location), location, index, hidden);
        return null;
      },
    }),
    'azure-override': verb({
      input: overrideResource,
      isJournaled: true,
      run: ({ subscriptionId, type, location, index, fields }) => {
        world.requireSubscription(subscriptionId).estate.override(knownType(type, location), location, index, fields);
        return null;
      },
    }),
  };
};

/** Does what the customer's Terraform does. Applied again, it changes what is assigned and gives out the same secret. */
function applyOnboarding(world: AzureWorld, input: (typeof onboarding)['_output']): AzureOnboardingView {
  const { federated, permissions, createdAtMs = world.options.now() } = input;
  const subscription = world.requireSubscription(input.subscriptionId);
  const { clientId, objectId, tenantId, secrets } = world.putApplication({
    directoryId: subscription.tenantId,
    clientId: input.clientId ?? guidOf(world.options.seed, `scanner of ${subscription.scope}`),
    secrets: federated ? [] : [{ expiresInDays: input.secretExpiresInDays }],
    federatedCredentials: federated ? [federated] : [],
    isDisabled: false,
    isBlockedByPolicy: false,
    createdAtMs,
  });
  subscription.unassign(objectId);
  if (permissions === 'strict') subscription.assign(objectId, { permissions: { actions: input.strictActions } });
  else if (permissions !== 'none') for (const role of input.roles ?? onboardingRoles) subscription.assign(objectId, { role });
  if (permissions === 'contributor') subscription.assign(objectId, { role: 'Contributor' });
  subscription.withhold(objectId, input.minusActions);
  return { directoryId: tenantId, clientId, objectId, clientSecret: secrets[0]?.value ?? null };
}

function subscriptionView({ options }: Subscription): AzureSubscriptionView {
  const { subscriptionId, tenantId, seed, size, state } = options;
  return { subscriptionId, directoryId: tenantId, seed, size, state };
}

function applicationView({ tenantId, clientId, objectId, secrets, isDisabled }: Application): AzureApplicationView {
  return { directoryId: tenantId, clientId, objectId, isDisabled, clientSecrets: secrets.map(({ value }) => value) };
}

function knownType(type: string, location: string): AzureType {
  const spec = Object.hasOwn(specs, type) ? specs[type as AzureType] : undefined;
  if (!spec) throw new Error(`no such type: ${type}; there are ${Object.keys(specs).join(', ')}`);
  if ((spec.scope === 'global') !== (location === GLOBAL)) throw new Error(`${type} is ${spec.scope === 'global' ? 'global' : 'regional'}`);
  return type as AzureType;
}

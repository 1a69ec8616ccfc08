import { verb, type Verbs } from '../../admin/verb.ts';
import type { EstateCounts } from '../../control.ts';
import { hashText } from '../../dice/dice.ts';
import { GLOBAL, specs, type GcpType } from '../estate/resource-types.ts';
import type { GcpOnboardingView, GcpProjectView, ServiceAccountKeyDocument, ServiceAccountView } from '../gcp-control.ts';
import { onboardingRoles } from '../iam/roles.ts';
import type { Project } from '../world/project.ts';
import type { ServiceAccount } from '../world/service-account.ts';
import type { GcpWorld } from '../world/world.ts';
import { federationVerbs } from './federation-verbs.ts';
import {
  bindRole,
  createKey,
  createProject,
  denyPermissions,
  hideResource,
  onboarding,
  overrideResource,
  projectKey,
  putServiceAccount,
  revokeKey,
  serviceAccountKey,
  setApi,
  unbind,
} from './schemas.ts';

/** What an admin can do to the simulated Google Cloud. */
export const gcpVerbs = (world: GcpWorld): Verbs => ({
  'gcp-project': verb({
    input: projectKey,
    run: ({ projectId }) => {
      const project = world.project(projectId);
      return project ? projectView(project) : null;
    },
  }),
  'gcp-create-project': verb({
    input: createProject,
    isJournaled: true,
    toReplay: (input, { projectId }: GcpProjectView) => ({ ...input, projectId }),
    run: (input) => projectView(world.createProject(input)),
  }),
  'gcp-set-api': verb({
    input: setApi,
    isJournaled: true,
    run: ({ projectId, service, enabled }) => {
      const { enabledApis } = world.requireProject(projectId);
      if (enabled) enabledApis.add(service);
      else enabledApis.delete(service);
      return null;
    },
  }),
  'gcp-put-service-account': verb({
    input: putServiceAccount,
    isJournaled: true,
    run: ({ projectId, name, isDisabled }) => accountView(world.putServiceAccount(projectId, name, isDisabled)),
  }),
  'gcp-delete-service-account': verb({
    input: serviceAccountKey,
    isJournaled: true,
    run: ({ email }) => {
      world.deleteServiceAccount(email);
      return null;
    },
  }),
  'gcp-create-key': verb({
    input: createKey,
    isJournaled: true,
    // The key itself is a function of the seed: the journal keeps when it was made, and no secret.
    toReplay: (input, document: ServiceAccountKeyDocument) => ({ ...input, createdAtMs: createdAt(world, document) }),
    run: ({ email, createdAtMs = world.options.now() }) => world.keyDocument(world.requireServiceAccount(email), world.createKey(email, createdAtMs)),
  }),
  'gcp-revoke-key': verb({
    input: revokeKey,
    isJournaled: true,
    run: ({ email, keyId, isDisabled }) => {
      world.revokeKey(email, keyId, isDisabled);
      return null;
    },
  }),
  'gcp-bind-role': verb({
    input: bindRole,
    isJournaled: true,
    run: ({ projectId, email, role, permissions }) => {
      world.requireProject(projectId).bind(email, role ?? customRole(projectId, permissions), permissions);
      return null;
    },
  }),
  'gcp-unbind': verb({
    input: unbind,
    isJournaled: true,
    run: ({ projectId, email, role }) => {
      world.requireProject(projectId).unbind(email, role);
      return null;
    },
  }),
  'gcp-deny-permissions': verb({
    input: denyPermissions,
    isJournaled: true,
    run: ({ projectId, email, permissions }) => {
      world.requireProject(projectId).deny(email, permissions);
      return null;
    },
  }),
  'gcp-apply-onboarding': verb({
    input: onboarding,
    isJournaled: true,
    toReplay: (input, { key }: GcpOnboardingView) => ({ ...input, createdAtMs: createdAt(world, key) }),
    run: (input) => applyOnboarding(world, input),
  }),
  ...federationVerbs(world),
  'gcp-counts': verb({ input: projectKey, run: ({ projectId }): EstateCounts => world.requireProject(projectId).estate.tally() }),
  'gcp-hide': verb({
    input: hideResource,
    isJournaled: true,
    run: ({ projectId, type, location, index, hidden }) => {
      world.requireProject(projectId).estate.hide(knownType(type, location), location, index, hidden);
      return null;
    },
  }),
  'gcp-override': verb({
    input: overrideResource,
    isJournaled: true,
    run: ({ projectId, type, location, index, fields }) => {
      world.requireProject(projectId).estate.override(knownType(type, location), location, index, fields);
      return null;
    },
  }),
});

/** Does what the customer's Terraform does. Applied again, it changes what is bound and gives out the same key. */
function applyOnboarding(world: GcpWorld, input: (typeof onboarding)['_output']): GcpOnboardingView {
  const { projectId, keyProjectId = projectId, accountName, permissions, createdAtMs = world.options.now() } = input;
  const project = world.requireProject(projectId);
  const { email } = world.putServiceAccount(keyProjectId, accountName, false);
  project.unbind(email);
  if (permissions === 'strict') project.bind(email, customRole(projectId, input.strictPermissions), input.strictPermissions);
  else if (permissions !== 'none') for (const role of input.roles ?? onboardingRoles) project.bind(email, role);
  if (permissions === 'editor') project.bind(email, 'roles/editor');
  project.withhold(email, input.minusPermissions);
  const account = world.requireServiceAccount(email);
  const usable = [...account.keys.values()].find(({ isDisabled }) => !isDisabled);
  return { email, key: world.keyDocument(account, usable ?? world.createKey(email, createdAtMs)) };
}

/** Named by what it grants: each list of permissions is a role of its own. */
const customRole = (projectId: string, permissions: readonly string[] = []) =>
  `projects/${projectId}/roles/custom_${(hashText(permissions.join()) >>> 0).toString(16)}`;

function createdAt(world: GcpWorld, { client_email: email, private_key_id: keyId }: ServiceAccountKeyDocument): number {
  const key = world.requireServiceAccount(email).keys.get(keyId);
  if (!key) throw new Error(`${email} has no key ${keyId}`);
  return key.createdAtMs;
}

function projectView({ options, enabledApis }: Project): GcpProjectView {
  const { projectId, projectNumber, seed, size } = options;
  return { projectId, projectNumber, seed, size, enabledApis: [...enabledApis].sort() };
}

function accountView({ email, uniqueId, isDisabled, keys }: ServiceAccount): ServiceAccountView {
  return { email, uniqueId, isDisabled, keyIds: [...keys.values()].filter((key) => !key.isDisabled).map(({ keyId }) => keyId) };
}

function knownType(type: string, location: string): GcpType {
  const spec = Object.hasOwn(specs, type) ? specs[type as GcpType] : undefined;
  if (!spec) throw new Error(`no such type: ${type}; there are ${Object.keys(specs).join(', ')}`);
  if ((spec.scope === 'global') !== (location === GLOBAL)) throw new Error(`${type} is ${spec.scope === 'global' ? 'global' : 'regional'}`);
  return type as GcpType;
}

/** Cloud Resource Manager, v1 and v3: the project, its policy, and what the caller may do in it. */
import type { Call, Method } from '../call.ts';
import { GLOBAL } from '../estate/resource-types.ts';
import { grantablePermissions } from '../iam/roles.ts';
import { neededPermissions } from '../iam/method-permissions.ts';
import { invalidArgument, notFound } from '../wire/google-error.ts';

const host = 'cloudresourcemanager.googleapis.com';
const MAX_PERMISSIONS = 100;

export const resourceManagerMethods: readonly Method[] = (['v1', 'v3'] as const).flatMap((version): Method[] => [
  {
    id: 'cloudresourcemanager.projects.get',
    host,
    verb: 'GET',
    path: `/${version}/projects/{project}`,
    answer: version === 'v1' ? projectV1 : (call) => projectData(call),
  },
  { id: 'cloudresourcemanager.projects.getIamPolicy', host, verb: 'POST', path: `/${version}/projects/{project}:getIamPolicy`, answer: getIamPolicy },
  {
    id: 'cloudresourcemanager.projects.testIamPermissions',
    host,
    verb: 'POST',
    path: `/${version}/projects/{project}:testIamPermissions`,
    answer: testIamPermissions,
  },
  {
    // Only there to be denied: what it sets is not kept.
    id: 'cloudresourcemanager.projects.setIamPolicy',
    isWrite: true,
    host,
    verb: 'POST',
    path: `/${version}/projects/{project}:setIamPolicy`,
    answer: ({ body }) => (body.policy as object | undefined) ?? {},
  },
]);

const testable = new Set([...grantablePermissions, ...neededPermissions]);

/** The permissions out of those asked for that the caller has. Google refuses the whole question for one name that it does not know. */
function testIamPermissions({ body, project, caller }: Call): object {
  const { permissions } = body;
  if (!Array.isArray(permissions) || permissions.some((name) => typeof name !== 'string'))
    throw invalidArgument('Invalid value at "permissions": a list of names is expected.');
  if (permissions.length > MAX_PERMISSIONS) throw invalidArgument(`At most ${MAX_PERMISSIONS} permissions may be tested, got ${permissions.length}.`);
  for (const name of permissions as string[]) {
    if (name.includes('*')) throw invalidArgument(`Permissions with wildcards (such as ${name}) are not allowed.`);
    if (!testable.has(name)) throw invalidArgument(`Permission ${name} is not valid for this resource.`);
  }
  const granted = [...new Set(permissions as string[])].filter((name) => project.allows(caller.member, name));
  return granted.length > 0 ? { permissions: granted } : {};
}

function getIamPolicy({ project, body }: Call): object {
  const policy = project.estate.at('project', GLOBAL, 0)?.policy;
  if (!policy) throw notFound(`The project ${project.projectId} has no policy.`);
  const options = body.options as { requestedPolicyVersion?: number } | undefined;
  // Policies with conditions are told as version 3, and only to those who say that they understand it.
  const isAware = (options?.requestedPolicyVersion ?? 1) >= 3;
  if (isAware) return { ...policy, version: policy.bindings.some(({ condition }) => condition) ? 3 : 1 };
  return {
    ...policy,
    version: 1,
    bindings: policy.bindings.map(({ condition, ...binding }) =>
      condition ? { ...binding, role: `${binding.role}_withcond_${hashOf(condition.expression)}` } : binding,
    ),
  };
}

/** As v3 gives it, which is also what Cloud Asset has. */
function projectData({ project }: Call): Record<string, unknown> {
  const data = project.estate.at('project', GLOBAL, 0)?.data;
  if (!data) throw notFound(`The project ${project.projectId} does not exist.`);
  return data;
}

function projectV1(call: Call): object {
  const { projectId, projectNumber, state, displayName, createTime, labels } = projectData(call);
  return {
    projectId,
    projectNumber,
    lifecycleState: state,
    name: displayName,
    createTime,
    labels,
    parent: { type: 'organization', id: '433637338589' },
  };
}

function hashOf(text: string): string {
  return (
    [...text]
      .reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7)
      .toString(16)
      .padStart(8, '0') + '00000000abcd'
  );
}

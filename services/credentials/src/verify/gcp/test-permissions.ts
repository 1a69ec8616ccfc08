import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { GcpError } from '../../gcp/gcp-error.ts';

export interface PermissionsTested {
  granted: ReadonlySet<string>;
  /** Which Google does not know of projects: nothing can be said of them. */
  unknown: readonly string[];
}

/** The most that Google takes at once: https://cloud.google.com/resource-manager/reference/rest/v1/projects/testIamPermissions */
const mostAtOnce = 100;

/**
 * Which of these permissions the caller has in a project; none where the project is not there, or not to be seen. Needs no permission itself.
 * @throws GcpError
 */
export async function testPermissions(caller: GcpCaller, projectId: string, permissions: readonly string[]): Promise<PermissionsTested> {
  const granted = new Set<string>();
  const unknown: string[] = [];

  async function ask(some: readonly string[]): Promise<void> {
    if (some.length === 0) return;
    try {
      const url = `https://cloudresourcemanager.googleapis.com/v1/projects/${encodeURIComponent(projectId)}:testIamPermissions`;
      const answer = await caller.call<{ permissions?: string[] }>('cloudresourcemanager:testIamPermissions', url, { permissions: some });
      for (const permission of answer.permissions ?? []) granted.add(permission);
    } catch (error) {
      if (!(error instanceof GcpError)) throw error;
      if (error.kind === 'DENIED' || error.kind === 'NOT_FOUND') return;
      if (error.kind !== 'INVALID_ARGUMENT') throw error;
      // One name that Google does not know spoils the whole question: halves find it.
      if (some.length === 1) return void unknown.push(...some);
      const middle = Math.ceil(some.length / 2);
      await ask(some.slice(0, middle));
      await ask(some.slice(middle));
    }
  }

  const all = [...new Set(permissions)];
  const chunks = Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_none, index) =>
    all.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
  );
  await Promise.all(chunks.map(ask));
  return { granted, unknown };
}

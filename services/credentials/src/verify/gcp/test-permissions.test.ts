import { describe, expect, it } from '@jest/globals';
import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import { testPermissions } from './test-permissions.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_none, index) => `some.thing.do${index}`);

/** Google, as far as it is asked here: knows some permissions, grants some, and takes a hundred at once. */
function google({ grants, unknown = [] }: { grants: readonly string[]; unknown?: readonly string[] }) {
  const asked: string[][] = [];
  const caller: GcpCaller = {
    async call<T>(operation: string, _url: string, body?: object) {
      const { permissions } = body as { permissions: string[] };
      asked.push(permissions);
      if (permissions.length > 100 || permissions.some((name) => unknown.includes(name)))
        throw new GcpError(operation, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT');
      return { permissions: permissions.filter((name) => grants.includes(name)) } as T;
    },
  };
  return { caller, asked };
}

describe('testing permissions', () => {
  it('asks for a hundred at once, and for each once', async () => {
    const all = names(250);
    const { caller, asked } = google({ grants: all.slice(0, 240) });

    const { granted, unknown } = await testPermissions(caller, 'p', [...all, ...all]);

    expect(asked.map(({ length }) => length).sort((a, b) => a - b)).toEqual([50, 100, 100]);
    expect([...granted].sort()).toEqual(all.slice(0, 240).sort());
    expect(unknown).toEqual([]);
  });

  it('finds what Google does not know of projects, and still tells of everything else', async () => {
    const all = names(130);
    const bad = [all[3]!, all[77]!, all[129]!];
    const { caller, asked } = google({ grants: all, unknown: bad });

    const { granted, unknown } = await testPermissions(caller, 'p', all);

    expect([...unknown].sort()).toEqual([...bad].sort());
    expect(granted.size).toBe(127);
    expect(asked.length).toBeLessThan(50);
  });

  it.each(['DENIED', 'NOT_FOUND'] as const)('grants nothing in a project that is not there: %s', async (kind) => {
    const caller: GcpCaller = { call: (operation) => Promise.reject(new GcpError(operation, kind, kind)) };

    expect((await testPermissions(caller, 'p', names(3))).granted.size).toBe(0);
  });

  it.each(['THROTTLED', 'UNREACHABLE', 'API_DISABLED'] as const)('does not take %s for an answer', async (kind) => {
    const caller: GcpCaller = { call: (operation) => Promise.reject(new GcpError(operation, kind, kind)) };

    await expect(testPermissions(caller, 'p', names(3))).rejects.toMatchObject({ kind });
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { caller, asked } = google({ grants: [] });

    expect((await testPermissions(caller, 'p', [])).granted.size).toBe(0);
    expect(asked).toEqual([]);
  });
});

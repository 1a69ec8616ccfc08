import { describe, expect, it } from '@jest/globals';
import type { ArmCaller } from '../../azure/arm-caller.ts';
import { AzureError } from '../../azure/azure-error.ts';
import { contributor, reader } from '../../azure/testing/roles.ts';
import { matches, readEffectivePermissions, type ArmPermission } from './effective-permissions.ts';

describe('a pattern of Azure’s', () => {
  it.each([
    ['*', 'Microsoft.Storage/storageAccounts/read', true],
    ['*/read', 'Microsoft.Storage/storageAccounts/read', true],
    ['*/READ', 'microsoft.storage/storageaccounts/Read', true],
    ['*/read', 'Microsoft.Storage/storageAccounts/write', false],
    ['Microsoft.Authorization/*/read', 'Microsoft.Authorization/roleAssignments/read', true],
    ['Microsoft.Authorization/*/read', 'Microsoft.Authorization/read', false],
    ['Microsoft.Security/*', 'Microsoft.SecurityInsights/alerts/read', false],
    ['Microsoft.Storage/*/blobServices/*/read', 'Microsoft.Storage/storageAccounts/blobServices/containers/read', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['Microsoft.Web/sites/read', 'microsoft.web/SITES/read', true],
    ['Microsoft.Web/sites/read', 'Microsoft.Web/sites/config/read', false],
  ])('%s, %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('costs no more for having many wildcards', () => {
    const startedAt = performance.now();

    expect(matches(`${'a*'.repeat(2_000)}b`, 'a'.repeat(5_000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('effective permissions', () => {
  const me = '11111111-2222-3333-4444-555555555555';
  const read = 'Microsoft.Storage/storageAccounts/read';
  const everyone = [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }];

  interface Denial {
    principals?: { id: string; type: string }[];
    excludePrincipals?: { id: string; type: string }[];
    permission?: ArmPermission;
  }
  const armWith = (grants: ArmPermission[], denials: Denial[] | AzureError): ArmCaller => ({
    get: () => Promise.reject(new Error('not asked')),
    list: (async (path: string) => {
      if (!path.includes('denyAssignments')) return grants;
      if (denials instanceof AzureError) throw denials;
      return denials.map(({ permission = { actions: ['Microsoft.Storage/*'] }, principals = everyone, excludePrincipals = [] }) => ({
        properties: { denyAssignmentName: 'a denial', permissions: [permission], principals, excludePrincipals },
      }));
    }) as ArmCaller['list'],
  });
  const effective = (grants: ArmPermission[], denials: Denial[] | AzureError = [], objectId: string | null = me) =>
    readEffectivePermissions(armWith(grants, denials), 'sub', objectId);

  it('are the union of what roles grant, each less its own exceptions', async () => {
    const role = (notActions: string[]): ArmPermission => ({ actions: ['*'], notActions });

    expect((await effective([role(['Microsoft.Storage/*'])])).allows(read)).toBe(false);
    expect((await effective([role(['Microsoft.Storage/*']), reader])).allows(read)).toBe(true);
    expect((await effective([contributor])).allows('microsoft.authorization/roleAssignments/WRITE')).toBe(false);
    expect((await effective([])).allows(read)).toBe(false);
  });

  it.each([
    ['everyone', { principals: everyone }, false],
    ['everyone but the application', { principals: everyone, excludePrincipals: [{ id: me, type: 'ServicePrincipal' }] }, true],
    ['the application', { principals: [{ id: me.toUpperCase(), type: 'ServicePrincipal' }] }, false],
    ['another application', { principals: [{ id: 'x', type: 'ServicePrincipal' }] }, true],
    ['everyone, of something else', { permission: { actions: ['Microsoft.Storage/*'], notActions: ['*/read'] } }, true],
  ] as [string, Denial, boolean][])('are less what is denied to %s', async (_whom, denial, allowed) => {
    const permissions = await effective([reader], [denial]);

    expect(permissions.allows(read)).toBe(allowed);
    expect(permissions.undecidedDenials).toEqual([]);
  });

  it('name the denials of which only the members of a group would tell', async () => {
    const group = { id: 'g', type: 'Group' };

    for (const denial of [{ principals: [group] }, { principals: everyone, excludePrincipals: [group] }]) {
      const permissions = await effective([reader], [denial]);
      expect(permissions.undecidedDenials).toEqual(['a denial']);
      expect(permissions.allows(read)).toBe(true);
    }
    const unknown = await effective([reader], [{ principals: [{ id: me, type: 'ServicePrincipal' }] }], null);
    expect(unknown.undecidedDenials).toEqual(['a denial']);
  });

  it('say when the denials may not be read, and fail when they could not be', async () => {
    const { allows, knowsDenials } = await effective([reader], new AzureError('GET', 'DENIED', 'AuthorizationFailed'));
    expect([allows(read), knowsDenials]).toEqual([true, false]);

    await expect(effective([reader], new AzureError('GET', 'THROTTLED', 'TooManyRequests'))).rejects.toMatchObject({ kind: 'THROTTLED' });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ArmCaller } from '../../azure/arm-caller.ts';
import { blobDataReader, contributor, owner, readerRoles } from '../../azure/testing/roles.ts';
import { readEffectivePermissions, type ArmPermission } from './effective-permissions.ts';
import { findExcess, type AzureExcess } from './find-excess.ts';

async function excessOf(grants: ArmPermission[]): Promise<AzureExcess> {
  const list = (async (path: string) => (path.includes('denyAssignments') ? [] : grants)) as ArmCaller['list'];
  return findExcess(await readEffectivePermissions({ list, get: () => Promise.reject(new Error('not asked')) }, 'sub', null));
}

describe('what an application may do beyond reading', () => {
  it('is nothing with the roles that we ask for, and a notice with the optional one that reads blobs', async () => {
    expect(await excessOf(readerRoles())).toEqual({ excessive: [], notices: [] });

    const { excessive, notices } = await excessOf([...readerRoles(), blobDataReader]);
    expect(excessive).toEqual([]);
    expect(notices.join()).toContain('Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read');
  });

  it('is named action by action for Contributor, which may not assign roles, and for Owner, which may', async () => {
    const ofContributor = (await excessOf([contributor])).excessive;
    const ofOwner = (await excessOf([owner])).excessive;

    expect(ofContributor).toContain('Microsoft.Compute/virtualMachines/delete');
    expect(ofContributor).toContain('Microsoft.Storage/storageAccounts/listKeys/action');
    expect(ofContributor).not.toContain('Microsoft.Authorization/roleAssignments/write');
    expect(ofOwner).toContain('Microsoft.Authorization/roleAssignments/write');
    expect(ofOwner.length).toBeGreaterThan(ofContributor.length);
  });

  it.each([
    [{ actions: ['*/read', 'Microsoft.Authorization/roleAssignments/write'] }, ['Microsoft.Authorization/roleAssignments/write']],
    [{ actions: ['Microsoft.Authorization/roleAssignments/*'] }, ['Microsoft.Authorization/roleAssignments/write']],
    [{ actions: ['Contoso.Unknown/things/*'] }, ['Contoso.Unknown/things/*']],
    [{ actions: ['Contoso.Unknown/things/DELETE'], notActions: ['*/delete'] }, []],
    [{ dataActions: ['Microsoft.KeyVault/vaults/secrets/*'] }, ['Microsoft.KeyVault/vaults/secrets/getSecret/action']],
    [
      { dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'] },
      [
        'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
        'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
      ],
    ],
  ] as [ArmPermission, string[]][])('is found in %j', async (grant, excessive) => {
    expect((await excessOf([grant])).excessive).toEqual(excessive);
  });

  it('is found in every write of a wildcard that ends so', async () => {
    const { excessive } = await excessOf([{ actions: ['*/write'] }]);

    expect(excessive).toContain('Microsoft.Authorization/roleAssignments/write');
    expect(excessive.every((action) => action.endsWith('/write'))).toBe(true);
  });
});

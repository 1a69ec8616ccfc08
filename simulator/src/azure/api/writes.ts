/** Writes, and reads of secrets, that a reader must not be able to make. They answer, keep nothing, and exist to prove denials. */
import type { Operation } from '../call.ts';

const group = '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers';

export const writeOperations: readonly Operation[] = [
  {
    id: 'arm.StorageAccounts_ListKeys',
    verb: 'POST',
    path: `${group}/Microsoft.Storage/storageAccounts/{account}/listKeys`,
    apiVersions: ['2023-05-01'],
    actions: ['Microsoft.Storage/storageAccounts/listKeys/action'],
    answer: ({ world }) => ({ keys: [{ keyName: 'key1', value: world.options.canary, permissions: 'FULL' }] }),
  },
  {
    id: 'arm.VirtualMachines_Delete',
    verb: 'DELETE',
    path: `${group}/Microsoft.Compute/virtualMachines/{machine}`,
    apiVersions: ['2024-07-01'],
    actions: ['Microsoft.Compute/virtualMachines/delete'],
    answer: () => ({}),
  },
  {
    id: 'arm.RoleAssignments_Create',
    verb: 'PUT',
    path: '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/roleAssignments/{name}',
    apiVersions: ['2022-04-01'],
    actions: ['Microsoft.Authorization/roleAssignments/write'],
    answer: ({ body }) => body,
  },
  {
    id: 'arm.Providers_Register',
    verb: 'POST',
    path: '/subscriptions/{subscriptionId}/providers/{namespace}/register',
    apiVersions: ['2021-04-01'],
    actions: ({ params }) => [`${params.namespace}/register/action`],
    answer: ({ params }) => ({ namespace: params.namespace, registrationState: 'Registering' }),
  },
];

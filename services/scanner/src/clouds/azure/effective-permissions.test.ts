import { describe, expect, it } from '@jest/globals';
import { principalOf, whyNotEffective, type DenyAssignment, type Permission } from './effective-permissions.ts';
import { tokenOf } from './testing/fake-arm.ts';

const action = 'Microsoft.Storage/storageAccounts/read';
const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };

const given = (...permissions: Permission[]) => whyNotEffective(action, { permissions, denyAssignments: [] }, 'me') === null;

const denied = (properties: DenyAssignment['properties'], principalId: string | null = 'me') =>
  whyNotEffective(
    action,
    { permissions: [{ actions: ['*/read'] }], denyAssignments: [{ properties: { scope: '/subscriptions/s', ...properties } }] },
    principalId,
  );

describe('an action is effective', () => {
  it.each([
    ['*/read'],
    ['*'],
    ['microsoft.storage/STORAGEACCOUNTS/read'],
    ['Microsoft.Storage/*/read'],
    ['Microsoft.Storage/*'],
    ['Microsoft.*/*/r*d'],
  ])('when a role grants %s', (pattern) => expect(given({ actions: [pattern] })).toBe(true));

  it.each([['*/write'], ['Microsoft.Storage/storageAccounts/read/x'], ['Microsoft.Storage/storageAccounts'], ['Microsoft.Storage/*/*/read'], ['']])(
    'not when all that a role grants is %s',
    (pattern) => expect(given({ actions: [pattern] })).toBe(false),
  );

  it('not when the role takes it away again, unless another role grants it', () => {
    const minus = { actions: ['*/read'], notActions: ['Microsoft.Storage/*'] };
    expect(given(minus)).toBe(false);
    expect(given(minus, { actions: ['Microsoft.Storage/storageAccounts/read'] })).toBe(true);
  });

  it('not without any role', () => expect(given()).toBe(false));
});

describe('a deny assignment', () => {
  const permissions = [{ actions: ['*'], notActions: ['Microsoft.Web/*'] }];

  it('refuses to everyone what it names, and says where', () => {
    expect(denied({ permissions, principals: [everyone] })).toContain('/subscriptions/s');
    expect(denied({ permissions: [{ actions: ['*/write'] }], principals: [everyone] })).toBeNull();
    expect(denied({ permissions: [{ actions: ['*'], notActions: ['*/read'] }], principals: [everyone] })).toBeNull();
  });

  it('means whom it names, and not whom it leaves out', () => {
    expect(denied({ permissions, principals: [{ id: 'me', type: 'ServicePrincipal' }] })).not.toBeNull();
    expect(denied({ permissions, principals: [{ id: 'another', type: 'User' }] })).toBeNull();
    expect(denied({ permissions, principals: [everyone], excludePrincipals: [{ id: 'me' }] })).toBeNull();
  });

  it('may mean anybody of a group, and anybody at all when nobody knows who asks', () => {
    expect(denied({ permissions, principals: [{ id: 'a-group', type: 'Group' }] })).not.toBeNull();
    expect(denied({ permissions, principals: [{ id: 'another', type: 'User' }] }, null)).not.toBeNull();
  });
});

describe('the principal of a token', () => {
  it('is its claim oid', () => expect(principalOf(tokenOf('the-scanner'))).toBe('the-scanner'));
  it.each(['', 'opaque', 'a.b.c', `a.${Buffer.from('{}').toString('base64url')}.c`])('is not known of %p', (token) =>
    expect(principalOf(token)).toBeNull(),
  );
});

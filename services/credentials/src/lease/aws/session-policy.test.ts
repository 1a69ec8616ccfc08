import { describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import { sessionPolicyOf } from './session-policy.ts';

describe('a session policy', () => {
  const services = [...new Set(preflights.AWS.map(({ action }) => action.split(':')[0]!))];

  it('allows the actions, each once, and nothing else', () => {
    expect(JSON.parse(sessionPolicyOf(['iam:ListUsers', 'iam:ListRoles', 'iam:ListUsers']))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['iam:ListRoles', 'iam:ListUsers'], Resource: '*' }],
    });
  });

  it.each(services)('of everything that jobs declare for %s is well under what AWS takes', (service) => {
    const actions = preflights.AWS.map(({ action }) => action).filter((action) => action.startsWith(`${service}:`));

    expect(actions.length).toBeGreaterThan(0);
    expect(sessionPolicyOf(actions).length).toBeLessThan(1_800);
  });

  it('is not made when AWS would refuse it for its length', () => {
    const actions = Array.from({ length: 100 }, (_, index) => `service:DescribeSomethingLong${index}`);

    expect(() => sessionPolicyOf(actions)).toThrow(/2048/);
  });
});

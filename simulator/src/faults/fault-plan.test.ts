import { describe, expect, it } from '@jest/globals';
import { faultPlan, type FaultRule } from '../admin/schemas.ts';
import { FaultPlan, type FaultTarget } from './fault-plan.ts';

const call: FaultTarget = {
  operation: 's3:GetBucketEncryption',
  actions: ['s3:GetEncryptionConfiguration'],
  region: 'eu-west-1',
  principal: 'arn:aws:sts::1:assumed-role/r/scan-1',
  accountId: '1',
};

function planOf(rules: FaultRule[], seed = 'seed'): FaultPlan {
  const plan = new FaultPlan(seed, 0);
  plan.set(faultPlan.parse(rules));
  return plan;
}

async function strikes(plan: FaultPlan, calls: number, target = call): Promise<string> {
  let text = '';
  for (let count = 0; count < calls; count++) text += (await plan.next(target)) === undefined ? '.' : 'x';
  return text;
}

describe('a fault plan', () => {
  it.each<[string, FaultRule['match'], boolean]>([
    ['everything', {}, true],
    ['the operation', { action: 's3:GetBucketEncryption' }, true],
    ['the IAM action', { action: 's3:GetEncryptionConfiguration' }, true],
    ['a wildcard', { action: 's3:*' }, true],
    ['another action', { action: 'ec2:*' }, false],
    ['the region', { region: 'eu-*' }, true],
    ['another region', { region: 'us-*' }, false],
    ['the principal', { principal: '*/scan-1' }, true],
    ['another principal', { principal: '*/scan-2' }, false],
    ['the account', { accountId: '1' }, true],
    ['one condition of two', { accountId: '1', region: 'us-east-1' }, false],
  ])('matches by %s', async (_what, match, expected) => {
    expect(await planOf([{ match, effect: 'throttle' }]).next(call)).toBe(expected ? 'throttle' : undefined);
  });

  it.each<[string, Partial<FaultRule>, string]>([
    ['at most so many times', { times: 2 }, 'xx....'],
    ['after the first ones', { after: 3 }, '...xxx'],
    ['every nth', { every: 3 }, 'x..x..'],
    ['all of that', { after: 1, every: 2, times: 2 }, '.x.x..'],
    ['never at probability 0', { probability: 0 }, '......'],
  ])('strikes %s', async (_what, rule, expected) => {
    expect(await strikes(planOf([{ effect: 'error', ...rule }]), 6)).toBe(expected);
  });

  it('strikes at random as the seed says, about as often as asked', async () => {
    const rule: FaultRule = { effect: 'throttle', probability: 0.3 };
    const first = await strikes(planOf([rule]), 1000);
    expect(await strikes(planOf([rule]), 1000)).toBe(first);
    expect(await strikes(planOf([rule], 'another'), 1000)).not.toBe(first);
    expect(Math.abs([...first].filter((mark) => mark === 'x').length - 300)).toBeLessThan(60);
  });

  it('goes on after a latency, and stops at the first fault', async () => {
    const started = performance.now();
    expect(await planOf([{ effect: 'latency', latencyMs: 30 }, { effect: 'deny' }, { effect: 'throttle' }]).next(call)).toBe('deny');
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  it('starts its counters anew when it is set', async () => {
    const plan = planOf([{ effect: 'error', times: 1 }]);
    expect(await strikes(plan, 2)).toBe('x.');
    plan.set(faultPlan.parse([{ effect: 'error', times: 1 }]));
    expect(await strikes(plan, 2)).toBe('x.');
  });
});

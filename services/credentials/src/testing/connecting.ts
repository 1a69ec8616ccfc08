import { expect } from '@jest/globals';
import type { ConnectionTest, ConnectionTestFailed } from '@offload/contracts';
import type { Context } from '../context.ts';
import { verifyAndSeal, type VerifiedAndSealed, type VerifyAndSeal } from '../credential/verify-and-seal.ts';
import type { CredentialsWorld } from './credentials-world.ts';

/** Connects, and throws when that is refused. */
export async function sealed(ctx: Context, input: VerifyAndSeal): Promise<Extract<VerifiedAndSealed, { outcome: 'SEALED' }>> {
  const answer = await verifyAndSeal(ctx, input);
  if (answer.outcome !== 'SEALED') throw new Error(`expected a connection, got ${JSON.stringify(answer)}`);
  expect(answer.test.ok).toBe(true);
  return answer;
}

/** Is refused, with one cause in one step and nothing stored: no row, no test, no secret, no event. */
export async function refused(world: CredentialsWorld, ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> {
  const answer = await verifyAndSeal(ctx, input);
  if (answer.outcome !== 'REFUSED') throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);

  await world.expectNothingStored(ctx, input);
  expect(answer.failure.test.ok).toBe(false);
  expect(answer.failure.possibleCauses).toContain(answer.failure.code);
  expect(answer.failure.remedy).not.toBe('');
  const failed = answer.failure.test.steps.filter(({ outcome, code }) => outcome === 'FAILED' && code !== null);
  expect(failed.map(({ code }) => code)).toEqual([answer.failure.code]);
  return answer.failure;
}

/** What became of each step. */
export const outcomes = ({ steps }: ConnectionTest): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));

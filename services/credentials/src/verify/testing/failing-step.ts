import type { ConnectionFailureCode } from '@offload/contracts';
import type { Context } from '../../context.ts';
import type { VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import type { CredentialsWorld } from '../../testing/credentials-world.ts';

/** One way in which a step fails: what is done to the world, and what is entered then. */
export interface FailingStep {
  step: string;
  code: ConnectionFailureCode | null;
  /** What the remedy names that helps. */
  remedy: RegExp;
  /** Whether the account is connected all the same. */
  isConnected?: true;
  enter(world: CredentialsWorld, ctx: Context): Promise<VerifyAndSeal>;
  /** A service whose surroundings differ. */
  context?(world: CredentialsWorld): Context;
}

export interface TestedKind {
  steps: readonly string[];
  good(world: CredentialsWorld, ctx: Context): Promise<VerifyAndSeal>;
  failing: readonly FailingStep[];
}

const unreachable = async (world: CredentialsWorld): Promise<void> => world.simulator.faults.set([{ effect: 'drop' }]);
const anHourOff = async (world: CredentialsWorld): Promise<void> => world.simulator.setClockOffset(3_600_000);

/** The two steps that every test begins with, and how they fail. */
export const reaching = (good: TestedKind['good']): FailingStep[] => [
  {
    step: 'reach',
    code: 'UNREACHABLE',
    remedy: /operator of the platform should check its way out to/,
    async enter(world, ctx) {
      const input = await good(world, ctx);
      await unreachable(world);
      return input;
    },
  },
  {
    step: 'clock',
    code: 'CLOCK_SKEW',
    remedy: /synchronise its clock \(NTP\)/,
    async enter(world, ctx) {
      const input = await good(world, ctx);
      await anHourOff(world);
      return input;
    },
  },
];

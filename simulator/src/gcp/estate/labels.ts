import type { Dice } from '../../dice/dice.ts';

const environments = ['prod', 'prod', 'staging', 'dev'] as const;
const teams = ['payments', 'platform', 'search', 'mobile', 'data'] as const;

/** Labels as people set them: mostly an environment, sometimes an owner. */
export function labelsOf(dice: Dice): Record<string, string> {
  return {
    ...(dice.chance('label env', 0.75) && { env: dice.pick('env', environments) }),
    ...(dice.chance('label team', 0.5) && { team: dice.pick('team', teams) }),
  };
}

/** A name that leads back to its index. */
export function nameOf(dice: Dice, words: readonly string[], index: number): string {
  return `${dice.pick('name', words)}-${index}`;
}

import type { Dice } from '../../dice/dice.ts';

const environments = ['prod', 'prod', 'staging', 'dev'] as const;
const teams = ['payments', 'platform', 'search', 'mobile', 'data'] as const;

/** Tags as people set them: mostly an environment, sometimes an owner. */
export function tagsOf(dice: Dice): Record<string, string> {
  return {
    ...(dice.chance('tag env', 0.75) && { env: dice.pick('env', environments) }),
    ...(dice.chance('tag team', 0.5) && { 'Cost Team': dice.pick('team', teams) }),
  };
}

import type { Dice } from '../../dice/dice.ts';

export interface Tag {
  Key: string;
  Value: string;
}

const environments = ['prod', 'prod', 'staging', 'dev'] as const;
const teams = ['payments', 'platform', 'search', 'mobile', 'data', 'R&D "labs"'] as const;

/** Tags as people set them: nearly always a name, mostly an environment, sometimes an owner. */
export function tagsOf(dice: Dice, name: string): Tag[] {
  const tags: Tag[] = [];
  if (dice.chance('tag name', 0.92)) tags.push({ Key: 'Name', Value: name });
  if (dice.chance('tag env', 0.75)) tags.push({ Key: 'env', Value: dice.pick('env', environments) });
  if (dice.chance('tag team', 0.5)) tags.push({ Key: 'team', Value: dice.pick('team', teams) });
  return tags;
}

/** Tags as a map, for services that have them so. */
export function tagMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
}

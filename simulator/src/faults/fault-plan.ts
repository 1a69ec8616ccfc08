/** What shall go wrong, and when: an ordered list of rules, drawn from the simulator's seed. */
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { faultRule } from '../admin/schemas.ts';
import { Dice, hashText, mix } from '../dice/dice.ts';
import { patternMatcher, type Matcher } from '../aws/iam/wildcard.ts';

type Rule = z.output<typeof faultRule>;
export type Fault = Exclude<Rule['effect'], 'latency'>;

/** The call that a rule is held against. */
export interface FaultTarget {
  operation: string;
  actions: readonly string[];
  region: string;
  principal: string;
  accountId: string;
}

interface ArmedRule {
  rule: Rule;
  matches: (target: FaultTarget) => boolean;
  dice: number;
  seen: number;
  done: number;
}

export class FaultPlan {
  readonly #seed: string;
  /** Waited before every call, in ms. */
  readonly #baseLatencyMs: number;
  #rules: ArmedRule[] = [];

  constructor(seed: string, baseLatencyMs: number) {
    this.#seed = seed;
    this.#baseLatencyMs = baseLatencyMs;
  }

  set(rules: readonly Rule[]): void {
    this.#rules = rules.map((rule, position) => ({
      rule,
      matches: matcherOf(rule),
      dice: mix(hashText(this.#seed), position),
      seen: 0,
      done: 0,
    }));
  }

  /** The first fault that strikes this call, after the latencies before it were waited; undefined when none does. */
  async next(target: FaultTarget): Promise<Fault | undefined> {
    if (this.#baseLatencyMs > 0) await wait(this.#baseLatencyMs);
    for (const armed of this.#rules) {
      if (!armed.matches(target) || !strikes(armed)) continue;
      if (armed.rule.effect !== 'latency') return armed.rule.effect;
      await wait(armed.rule.latencyMs);
    }
    return undefined;
  }
}

function strikes(armed: ArmedRule): boolean {
  const { after, every, times, probability } = armed.rule;
  const position = armed.seen++ - after;
  if (position < 0 || position % every !== 0 || (times !== undefined && armed.done >= times)) return false;
  if (!new Dice(mix(armed.dice, armed.seen)).chance('strikes', probability)) return false;
  armed.done++;
  return true;
}

function matcherOf({ match }: Rule): (target: FaultTarget) => boolean {
  const any: Matcher = () => true;
  const matcher = (pattern: string | undefined, isCaseSensitive = true) =>
    pattern === undefined ? any : patternMatcher([pattern], isCaseSensitive);
  const action = matcher(match.action, false);
  const region = matcher(match.region);
  const principal = matcher(match.principal);
  const accountId = matcher(match.accountId);
  return (target) =>
    (action(target.operation) || target.actions.some(action)) &&
    region(target.region) &&
    principal(target.principal) &&
    accountId(target.accountId);
}

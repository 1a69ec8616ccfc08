import type { ResourceType } from '@offload/contracts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'informational';

/** What a check says of one resource. */
export type Verdict = { readonly passes: true } | { readonly passes: false; readonly message: string };

/** The resource is as it should be, or the check does not concern it. */
export const pass: Verdict = Object.freeze({ passes: true });

/** The resource is not as it should be. The message says what was seen, in a few words: `port 22 is open to 0.0.0.0/0`. */
export const fail = (message: string): Verdict => ({ passes: false, message });

/** What a check is given beside the resource: the only clock that it may read. */
export interface JudgeContext {
  readonly now: Date;
}

/** The frameworks that checks speak of, by the ids that the graph shows. */
export type Framework = 
  'cis-aws-foundations-3.0' | 'cis-azure-foundations-3.0' | 'cis-gcp-foundations-3.0' | 'aws-fsbp' | 'nist-800-53-r5';

/** A posture check: a pure function of one resource, and everything that a person wants to know about it. */
export interface CheckDefinition<T> {
  /** `aws.ec2.instance-imdsv2-required`. It may never change: findings hang on it. */
  readonly id: string;
  readonly on: ResourceType<T>;
  readonly severity: Severity;
  /** What is true when it passes: `Queues encrypt messages at rest`. */
  readonly title: string;
  readonly why: string;
  /** What to do, for the person who has to. */
  readonly fix: string;
  readonly controls: Readonly<Partial<Record<Framework, readonly string[]>>>;
  readonly judge: (resource: Readonly<T>, context: JudgeContext) => Verdict;
  /** Resources as far as the check reads them, on 2026-01-01T00:00:00Z: its tests. */
  readonly examples: { readonly pass: readonly Partial<T>[]; readonly fail: readonly Partial<T>[] };
}

/** Some check, as the kit runs it. */
export type Check = CheckDefinition<any>;

const checkId = /^(aws|azure|gcp)\.[a-z0-9]+\.[a-z0-9]+(-[a-z0-9]+)*$/;

/** Declares a check. Throws when its id is not of the form `provider.service.what-is-checked`. */
export function check<T>(definition: CheckDefinition<T>): Check {
  if (!checkId.test(definition.id)) throw new Error(`not a check id: ${definition.id}`);
  return definition;
}

/** The time that examples are judged at. */
export const exampleTime = new Date('2026-01-01T00:00:00Z');

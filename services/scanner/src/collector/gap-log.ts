import type { Unseen } from '../check/unseen.ts';
import type { Gap } from '../collection/collection.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { RegionNotEnabled } from './region-not-enabled.ts';

type Failure = Pick<ProviderFailure & { kind: 'gap' }, 'reason' | 'message'> & { readonly action?: string | undefined };

/** The gaps of one collector's run, each (action, reason) once: ten thousand denied calls are one gap. */
export class GapLog {
  readonly #region: string;
  readonly #resourceTypes: readonly string[];
  readonly #seen = new Set<string>();
  #fresh: Gap[] = [];

  /** `region` is the job's, `global` included. */
  constructor(region: string, resourceTypes: readonly string[]) {
    this.#region = region;
    this.#resourceTypes = resourceTypes;
  }

  /** Notes a failure of a call that needs one of these actions. Throws `RegionNotEnabled`, since nothing else can be seen there either. */
  note({ reason, message, action: refused }: Failure, actions: readonly string[]): Unseen {
    const action = failedAction(actions, refused);
    if (reason === 'REGION_NOT_ENABLED') throw new RegionNotEnabled(action, message);
    const key = `${action} ${reason}`;
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      this.#fresh.push({ region: this.#region, action, reason, message, resourceTypes: this.#resourceTypes });
    }
    return { action, reason };
  }

  /** The gaps noted since the last time. */
  take(): Gap[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/** Which of the actions was refused: the one that is named whole or by its last part (`DescribeInstances`), or else the first. */
const failedAction = (actions: readonly string[], refused: string | undefined): string =>
  actions.find((action) => action === refused || action.slice(action.indexOf(':') + 1) === refused) ?? actions[0]!;

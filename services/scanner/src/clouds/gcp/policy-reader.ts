import type { GcpIamBinding } from '@offload/contracts';
import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import { bindingsOf, type IamPolicy } from './iam-policy.ts';

/** How many policies may be held whose resources have not come yet: some twenty megabytes. */
const mostAhead = 20_000;

export interface PolicyPage {
  readonly policies: readonly { readonly name: string; readonly policy: IamPolicy | undefined }[];
  readonly nextPageToken?: string | undefined;
}

/** Reads the page that a token leads to; the first one without. */
export type ReadPolicyPage = (pageToken: string | undefined) => Promise<PolicyPage>;

/**
 * Reads a listing of policies beside the listing of their resources. Resources without a policy of their own are not in it, so that pages do not match: it
 * reads on until every name was met, and keeps what it read ahead. Where each resource has a policy, as buckets do, that is a page; otherwise it holds the
 * policies that there are. A page that could not be read is asked for again the next time.
 */
export class PolicyReader {
  readonly #readPage: ReadPolicyPage;
  readonly #ahead = new Map<string, GcpIamBinding[]>();
  #pageToken: string | undefined;
  #isAtEnd = false;

  constructor(readPage: ReadPolicyPage) {
    this.#readPage = readPage;
  }

  /** The bindings of each resource, in the order of the names. Rejects as reading does, and with `UnexpectedAnswer` when it would have to hold too many. */
  async policiesOf(names: readonly string[]): Promise<GcpIamBinding[][]> {
    while (!this.#isAtEnd && !names.every((name) => this.#ahead.has(name))) await this.#readOn();
    return names.map((name) => {
      const bindings = this.#ahead.get(name) ?? [];
      this.#ahead.delete(name);
      return bindings;
    });
  }

  async #readOn(): Promise<void> {
    // Whoever could not be told of then must not be taken for a resource without a policy.
    if (this.#ahead.size > mostAhead) throw new UnexpectedAnswer('IAM policies, in another order than their resources');
    const { policies, nextPageToken } = await this.#readPage(this.#pageToken);
    for (const { name, policy } of policies) this.#ahead.set(name, bindingsOf(policy));
    if (nextPageToken && nextPageToken === this.#pageToken) throw new UnexpectedAnswer('IAM policies, a page that leads to itself');
    this.#pageToken = nextPageToken;
    this.#isAtEnd = !nextPageToken;
  }
}

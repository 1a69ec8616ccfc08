import type { GapReason } from '../collection/collection.ts';
import { UnexpectedAnswer } from './unexpected-answer.ts';

/** Why a call of a collector gave nothing. */
export type ProviderFailure =
  /** Could not be seen. `action`: the one that was refused, where the provider or its client tells; otherwise the first that was declared. */
  | { readonly kind: 'gap'; readonly reason: GapReason; readonly message: string; readonly action?: string | undefined }
  /** What was asked about does not exist (any more): a fact. */
  | { readonly kind: 'gone' };

/** A source of findings that is off in this account and region: thrown by a collector that sees it in an answer rather than in an error. */
export class NotEnabled extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotEnabled';
  }
}

/** What every cloud's collectors may throw themselves, explained; undefined when an error is something else. */
export function explainOwn(error: unknown): ProviderFailure | undefined {
  if (error instanceof NotEnabled) return { kind: 'gap', reason: 'NOT_ENABLED', message: error.message };
  if (error instanceof UnexpectedAnswer) return { kind: 'gap', reason: 'PROVIDER_ERROR', message: error.message };
  return undefined;
}

const longestMessage = 400;

/** What a provider said, on one line and short. */
export function shortMessage(code: string, said: string): string {
  const line = said.replace(/\s+/g, ' ').trim();
  const short = line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
  return short === '' || short === code ? code : `${code}: ${short}`;
}

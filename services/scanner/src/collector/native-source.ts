import type { NativeFinding } from '../collection/collection.ts';
import type { CollectContext, ClientOf } from './collector.ts';

/** A service of the provider's own that reports findings: what it says, translated; the kit knows the rest. It never catches. */
export interface NativeSourceDefinition<S, K extends keyof S> {
  readonly source: NativeFinding['source'];
  /** The provider service, by the name that its requests are signed for: `guardduty`. */
  readonly service: string;
  readonly scope: 'region' | 'global';
  readonly actions: readonly string[];
  /** true: a connection test passes without it. */
  readonly isOptional?: boolean;
  readonly sdk: () => Promise<S>;
  readonly client: K;
  /** Yields pages of the findings that are open, of this account and region alone. Throws `NotEnabled` when the service is off. */
  readonly pages: (context: CollectContext<S, ClientOf<S, K>>) => AsyncIterable<readonly NativeFinding[]>;
}

/** Some native source, as the kit runs it. */
export type NativeSource = NativeSourceDefinition<any, any>;

/** Declares a native source. */
export const nativeSource = <S, const K extends keyof S>(definition: NativeSourceDefinition<S, K>): NativeSource => definition;

import type { CloudProvider } from '@offload/contracts';
import type { NativeFinding } from '../collection/collection.ts';
import type { CollectContext } from './collector.ts';
import type { Access } from './session.ts';

/** A service of the provider's own that reports findings: what it says, translated; the kit knows the rest. It never catches. */
export interface NativeSourceDefinition<A extends object> {
  readonly source: NativeFinding['source'];
  /** The provider whose service it is. */
  readonly provider: CloudProvider;
  /** The provider service whose jobs it belongs to: `guardduty`. */
  readonly service: string;
  readonly scope: 'region' | 'global';
  readonly actions: readonly string[];
  /** true: a connection test passes without it. */
  readonly isOptional?: boolean;
  /** The provider's error codes that say that the service itself is off, as `NotEnabled` does: what it said before is over. */
  readonly offCodes?: readonly string[];
  /** Opens what its calls are made with. */
  readonly access: Access<A>;
  /** Yields pages of the findings that are open, of this account and region alone. Throws `NotEnabled` when the service is off. */
  readonly pages: (context: CollectContext<A>) => AsyncIterable<readonly NativeFinding[]>;
}

/** Some native source, as the kit runs it. */
export type NativeSource = NativeSourceDefinition<any>;

/** Declares a native source. */
export const nativeSource = <A extends object>(definition: NativeSourceDefinition<A>): NativeSource => definition;

import type { ResourceType } from '@offload/contracts';
import type { Access, Place } from './session.ts';

export type Tags = Readonly<Record<string, string>>;

/** What the kit hands to a collector: what its calls are made with, and where it looks. */
export type CollectContext<A> = A & Place;

/** A resource as far as enumerating shows it. A field that is `undefined` is refused by the shape, unless the shape allows it. */
export interface Described<F> {
  /** Its name in all the cloud: an ARN, an Azure resource id, a full resource name of Google Cloud. */
  readonly ref: string;
  readonly name: string | null;
  readonly tags?: Tags;
  readonly fields: { readonly [K in keyof F]: F[K] | undefined };
}

/**
 * A field of a resource that takes a call of its own. When the call is refused, that field alone is unseen: a gap names the action, and a
 * check that reads the field says `unknown`.
 */
export interface Part<A, I, V> {
  /** The actions of the call or calls, by the names that the provider's access control has for them. */
  readonly actions: readonly string[];
  /** true: a connection test passes without it. */
  readonly isOptional?: boolean;
  readonly read: (context: CollectContext<A>, item: I) => Promise<V>;
  /** The provider's error codes that are answers, and what they say: `NoSuchBucketPolicy` is a bucket without a policy. */
  readonly absent?: Readonly<Record<string, V>>;
}

/** The same for many resources in one call: one value an item, in the order of the items. */
export interface PagePart<A, I, V> extends Omit<Part<A, I, V>, 'read' | 'absent'> {
  readonly readPage: (context: CollectContext<A>, items: readonly I[]) => Promise<readonly V[]>;
}

type WithTags<T> = T & { tags: Tags };

/** What a collector of resources says: no more than that. It never catches: the kit knows what each failure means. */
export interface CollectorDefinition<T, A, I, P extends keyof WithTags<T>> {
  readonly resource: ResourceType<T>;
  /** The provider service whose jobs it belongs to; for AWS the name that requests are signed for: `ec2`. */
  readonly service: string;
  /** `region`: asked in every region that is scanned; `global`: once an account. */
  readonly scope: 'region' | 'global';
  /** The actions that enumerating takes. When one is refused, nothing of the type is known to be gone. */
  readonly actions: readonly string[];
  /** true: a connection test passes without them. */
  readonly isOptional?: boolean;
  /** true: the listing is an index that lags behind the provider's own records. What it leaves out is gone once two scans in a row did not see it. */
  readonly isIndexed?: boolean;
  /** Opens what its calls are made with. */
  readonly access: Access<A>;
  /** Yields the pages of the listing, as large as the provider allows; the kit looks for cancellation between them. */
  readonly pages: (context: CollectContext<A>) => AsyncIterable<readonly I[]>;
  /** Error codes of the listing that are answers: the items that they stand for. */
  readonly absent?: Readonly<Record<string, readonly I[]>>;
  /** Translates an item, with a further call if enumerating needs one; null: not a resource of this type after all. */
  readonly describe: (
    item: I,
    context: CollectContext<A>,
  ) => Described<Omit<T, P>> | null | Promise<Described<Omit<T, P>> | null>;
  readonly parts?: {
    readonly [N in P]: Part<A, I, WithTags<T>[N]> | PagePart<A, I, WithTags<T>[N]>;
  };
}

/** Some collector, as the kit runs it. */
export type Collector = CollectorDefinition<any, any, any, any>;

/** Declares how resources of one type are seen. Throws when a part's field is not one that the shape has. */
export function collector<T, A, I, P extends keyof WithTags<T> = never>(
  definition: CollectorDefinition<T, A, I, P>,
): Collector {
  return definition;
}

/** Every action that a collector's calls need: those of enumerating, then those of its parts. */
export function actionsOf(
  definition: Collector,
): { readonly action: string; readonly isRequired: boolean; readonly field: string | null }[] {
  const enumerating = definition.actions.map((action) => ({ action, isRequired: !definition.isOptional, field: null }));
  const parts = partsOf(definition).flatMap(([field, part]) =>
    part.actions.map((action) => ({ action, isRequired: !definition.isOptional && !part.isOptional, field })),
  );
  return [...enumerating, ...parts];
}

export type AnyPart = Part<any, any, any> | PagePart<any, any, any>;

/** The parts of a collector, by the field that each fills. */
export const partsOf = (definition: Collector): [field: string, part: AnyPart][] => Object.entries(definition.parts ?? {});

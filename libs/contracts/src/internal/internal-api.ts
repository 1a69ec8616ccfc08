import type { z } from 'zod';

export type ServiceName = 'accounts' | 'credentials' | 'scanner' | 'inventory';
export type ServiceCaller = ServiceName | 'gateway';

/** One call that a service takes from another, over HTTP and never through the graph. */
export interface Endpoint<I, O> {
  readonly description: string;
  /** Who may call: the issuer of the internal token. */
  readonly callers: readonly ServiceCaller[];
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  /** The most a request may hold; 256 KiB when not said. */
  readonly maxBytes?: number;
  /** How long the caller waits; 10 s when not said. */
  readonly timeoutMs?: number;
}

export type Endpoints = Readonly<Record<string, Endpoint<any, any>>>;

export interface InternalApi<E extends Endpoints> {
  readonly service: ServiceName;
  readonly endpoints: E;
}

/** Declares one call. */
export const endpoint = <I, O>(definition: Endpoint<I, O>): Endpoint<I, O> => definition;

/** Declares what a service takes from the others: `POST /internal/<kebab-verb>`. */
export const defineInternalApi = <E extends Endpoints>(service: ServiceName, endpoints: E): InternalApi<E> => ({ service, endpoints });

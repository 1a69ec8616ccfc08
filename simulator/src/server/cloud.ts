import type { IncomingHttpHeaders } from 'node:http';
import type { Verbs } from '../admin/verb.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Recorder } from './recorder.ts';

/** A request whose body has been read, as it would have reached the provider. */
export interface CloudRequest {
  /** The provider's host that it is meant for: `management.azure.com`. */
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What goes over the wire. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** What the server shall do: answer, never answer, or close the socket. */
export type Reaction = { kind: 'answer'; answer: Answer } | { kind: 'hang' } | { kind: 'drop' };

/** What every simulated cloud is made with. */
export interface Surroundings {
  /** Decides everything that is made up. */
  readonly seed: string;
  /** Resources of an account that names no size of its own. */
  readonly size: number;
  /** The moment that the estates' dates are relative to. */
  readonly epoch: Date;
  /** Text planted where customers' secrets live. */
  readonly canary: string;
  readonly faults: FaultPlan;
  readonly recorder: Recorder;
  /** Where the documents of other issuers are read, by the issuer's name. */
  readonly issuers: ReadonlyMap<string, string>;
  /** Milliseconds since 1970 on the simulated clouds' clock. */
  readonly now: () => number;
}

/** One simulated provider behind the simulator's door. */
export interface Cloud {
  /** Whether a host of the provider's is one that it answers for. */
  serves(host: string): boolean;
  /** Never throws for what a caller sent. */
  serve(request: CloudRequest): Promise<Reaction>;
  /** What an admin can do to it, by names that begin with the cloud's own. */
  readonly verbs: Verbs;
}

/** The header that carries the provider's host when a client's requests are sent to the simulator instead. AWS needs none: signatures tell. */
export const hostHeader = 'x-simulator-host';

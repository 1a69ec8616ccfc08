/** What a handler gets beside its input. */
import type { Estate } from './estate/estate.ts';
import type { Account } from './world/account.ts';
import type { Caller, World } from './world/world.ts';

export interface Call {
  service: string;
  operation: string;
  /** Region of the signature; `us-east-1` for IAM, which is global. */
  region: string;
  caller: Caller;
  /** The caller's account and its estate: every call but AssumeRole stays within it. */
  account: Account;
  estate: Estate;
  world: World;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  nowMs: number;
  requestId: string;
}

/** An output in the SDK's shape, without what the SDK adds itself. */
export type Output<T> = Omit<T, '$metadata'>;

/** Serves one operation. Throws AwsError for what AWS would refuse. */
export type Handler = (input: never, call: Call) => object;

/** Handlers by `service:Operation`, service being the signing name. */
export type Handlers = Readonly<Record<string, Handler>>;

/** What a handler gets beside its input. */
import type { Application } from './world/application.ts';
import type { Subscription } from './world/subscription.ts';
import type { AzureWorld } from './world/world.ts';

/** What a request says, before anybody looked at who sent it. */
export interface Target {
  /** The path, as it came. */
  path: string;
  /** What the template's placeholders stand for, as they came. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** A call about one subscription, by somebody of its directory who may make it. */
export interface Call extends Target {
  caller: Application;
  subscription: Subscription;
  world: AzureWorld;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  nowMs: number;
}

/** One operation of Resource Manager: where it is, what it takes, and how it is answered. */
export interface Operation {
  /** As in Azure's REST reference: `arm.Subscriptions_Get`. */
  id: string;
  verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/subscriptions/{subscriptionId}/providers/Microsoft.Security/pricings`. A `{placeholder}` is one segment; the rest compares without case. */
  path: string;
  apiVersions: readonly string[];
  /**
   * The actions that it takes, by Azure's reference: not what collectors declare, so that a test can hold one against the other. What takes none may
   * be called by whoever has signed in.
   */
  actions: readonly string[] | ((target: Target) => readonly string[]);
  /** Whether a subscription answers this to whoever has signed in to its directory. */
  isOpenIn?: (subscription: Subscription) => boolean;
  /** The subscription where the path does not name it. */
  subscriptionOf?: (target: Target) => string | undefined;
  /** The region that the call is about; `` for everywhere. */
  locationOf?: (target: Target) => string;
  /** The answer's JSON. Throws ArmError for what Azure would refuse. */
  answer: (call: Call) => object;
}

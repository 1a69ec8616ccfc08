import type { credentialsApi, inventoryApi } from '@offload/contracts';
import type { Database, EventBus, InternalClient, Logger } from '@offload/service-kit';
import type { Collection, KnownCheck } from './collection-port.ts';
import type { EngineConfig } from './config.ts';
import type { HeldAccess } from './job/held-access.ts';
import type { ProgressTeller } from './scan/tell-progress.ts';

export interface Clock {
  now(): Date;
}

/** Places where a test may end the process, to see that nothing is lost. */
export type FaultPoint = 'mid-listing' | 'between-batches' | 'before-sweep' | 'while-finding-written';

/** What the scanner asks of credentials. */
export type Credentials = Pick<InternalClient<typeof credentialsApi.endpoints>, 'lease'>;

/** What the scanner asks of inventory. */
export type Inventory = Pick<InternalClient<typeof inventoryApi.endpoints>, 'storeAssets' | 'sweepAssets'>;

/** What the verbs of the scanner work with. */
export interface Context {
  readonly config: EngineConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly database: Database;
  readonly bus: EventBus;
  readonly credentials: Credentials;
  readonly inventory: Inventory;
  readonly collection: Collection;
  /** The catalogue, by id. */
  readonly checks: ReadonlyMap<string, KnownCheck>;
  readonly progress: ProgressTeller;
  /** Who holds access to which account, here and now. */
  readonly heldAccess: HeldAccess;
  /** Tells the dispatcher, here and now, that there may be something to release. */
  readonly wakeDispatcher: () => void;
  readonly faultPoint: (point: FaultPoint) => void | Promise<void>;
  /** Names this process in the rows that it claims. */
  readonly workerName: string;
}

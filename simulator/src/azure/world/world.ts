/** Directories, applications and subscriptions of the simulated Azure. What is made up depends on the seed alone. */
import { createHmac } from 'node:crypto';
import { AccessTokens } from '../entra/access-token.ts';
import type { Application, ApplicationSecret, FederatedCredential } from './application.ts';
import { guidOf } from './guid.ts';
import { Subscription } from './subscription.ts';

export interface AzureWorldOptions {
  seed: string;
  size: number;
  epoch: Date;
  canary: string;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  now: () => number;
  /** By issuer: the address at which its documents are read. */
  issuers: ReadonlyMap<string, string>;
}

export interface NewSubscription {
  subscriptionId?: string | undefined;
  directoryId?: string | undefined;
  seed?: string | undefined;
  size?: number | undefined;
  state: string;
  showsPermissions: boolean;
}

export interface NewApplication {
  directoryId?: string | undefined;
  clientId?: string | undefined;
  secrets: readonly { value?: string | undefined; expiresInDays: number }[];
  federatedCredentials: readonly FederatedCredential[];
  isDisabled: boolean;
  isBlockedByPolicy: boolean;
  /** The moment that the secrets' lives are counted from. */
  createdAtMs: number;
}

export interface ApplicationChanges {
  secrets?: NewApplication['secrets'] | undefined;
  federatedCredentials?: FederatedCredential[] | undefined;
  isDisabled?: boolean | undefined;
  isBlockedByPolicy?: boolean | undefined;
}

const DAY_MS = 86_400_000;

export class AzureWorld {
  readonly options: AzureWorldOptions;
  readonly tokens: AccessTokens;
  readonly #tenants = new Set<string>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #applications = new Map<string, Application>();

  constructor(options: AzureWorldOptions) {
    this.options = options;
    this.tokens = new AccessTokens(options.seed);
    this.#tenants.add(this.defaultTenantId);
  }

  /** The directory of what names none. */
  get defaultTenantId(): string {
    return guidOf(this.options.seed, 'tenant');
  }

  get subscriptions(): Subscription[] {
    return [...this.#subscriptions.values()];
  }

  /** The id of the directory that a path names by id or by domain (`<first part of the id>.onmicrosoft.com`), or undefined. */
  tenantNamed(name: string): string | undefined {
    const wanted = name.toLowerCase();
    if (this.#tenants.has(wanted)) return wanted;
    return [...this.#tenants].find((tenantId) => `${tenantId.split('-')[0]}.onmicrosoft.com` === wanted);
  }

  /** Adds a subscription, or replaces the one of that id with all that was done to it. */
  createSubscription({ subscriptionId, directoryId, seed, size, state, showsPermissions }: NewSubscription): Subscription {
    const { options } = this;
    const tenantId = (directoryId ?? this.defaultTenantId).toLowerCase();
    const subscription = new Subscription({
      subscriptionId: (subscriptionId ?? this.#freeSubscriptionId()).toLowerCase(),
      tenantId,
      state,
      showsPermissions,
      seed: seed ?? options.seed,
      size: size ?? options.size,
      epoch: options.epoch,
      canary: options.canary,
    });
    this.#tenants.add(tenantId);
    this.#subscriptions.set(subscription.subscriptionId, subscription);
    return subscription;
  }

  subscription(subscriptionId: string): Subscription | undefined {
    return this.#subscriptions.get(subscriptionId.toLowerCase());
  }

  /** The subscription of that id; throws when there is none. */
  requireSubscription(subscriptionId: string): Subscription {
    const subscription = this.subscription(subscriptionId);
    if (!subscription) throw new Error(`no such subscription: ${subscriptionId}`);
    return subscription;
  }

  /** Creates or replaces an application. Secrets that were not given depend on the application and their position. */
  putApplication({ directoryId, createdAtMs, secrets, ...input }: NewApplication): Application {
    const tenantId = (directoryId ?? this.defaultTenantId).toLowerCase();
    const clientId = (input.clientId ?? this.#freeClientId()).toLowerCase();
    const application: Application = {
      tenantId,
      clientId,
      objectId: guidOf(this.options.seed, `service principal ${tenantId} ${clientId}`),
      displayName: `application-${clientId.slice(0, 8)}`,
      secrets: this.#secretsOf(clientId, secrets, createdAtMs),
      federatedCredentials: [...input.federatedCredentials],
      isDisabled: input.isDisabled,
      isBlockedByPolicy: input.isBlockedByPolicy,
      changedAtMs: createdAtMs,
    };
    this.#tenants.add(tenantId);
    this.#applications.set(clientId, application);
    return application;
  }

  /** Changes what is said of an application; throws when there is none. */
  changeApplication(clientId: string, { secrets, ...changes }: ApplicationChanges, changedAtMs: number): Application {
    const application = this.requireApplication(clientId);
    for (const [name, value] of Object.entries(changes)) if (value !== undefined) Object.assign(application, { [name]: value });
    if (secrets) application.secrets = this.#secretsOf(application.clientId, secrets, changedAtMs);
    application.changedAtMs = changedAtMs;
    return application;
  }

  #secretsOf(clientId: string, secrets: NewApplication['secrets'], createdAtMs: number): ApplicationSecret[] {
    return secrets.map(({ value, expiresInDays }, position) => ({
      keyId: guidOf(this.options.seed, `secret id ${clientId} ${position}`),
      value: value ?? this.#secretOf(clientId, position),
      expiresAtMs: createdAtMs + expiresInDays * DAY_MS,
    }));
  }

  application(clientId: string): Application | undefined {
    return this.#applications.get(clientId.toLowerCase());
  }

  /** The application of that client id; throws when there is none. */
  requireApplication(clientId: string): Application {
    const application = this.application(clientId);
    if (!application) throw new Error(`no such application: ${clientId}`);
    return application;
  }

  /** As Entra makes them: 40 characters, the fourth to sixth of which are `8Q~`. */
  #secretOf(clientId: string, position: number): string {
    const random = createHmac('sha256', this.options.seed).update(`secret ${clientId} ${position}`).digest('base64url');
    return `${random.slice(0, 3)}8Q~${random.slice(3, 37)}`;
  }

  #freeSubscriptionId(): string {
    for (let attempt = 0; ; attempt++) {
      const id = guidOf(this.options.seed, `subscription ${attempt}`);
      if (!this.#subscriptions.has(id)) return id;
    }
  }

  #freeClientId(): string {
    for (let attempt = 0; ; attempt++) {
      const id = guidOf(this.options.seed, `application ${attempt}`);
      if (!this.#applications.has(id)) return id;
    }
  }
}

import { InternalCallError } from '@offload/service-kit';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

interface Call {
  tenantId: string;
}

const overlapMs = 24 * 60 * 60_000;

/** Stands in for the secrets of webhooks in credentials: makes them and signs with them, in memory. */
export class WebhookSecretsDouble {
  /** The secrets that sign, the newest first, by tenant and webhook. */
  readonly held = new Map<string, string[]>();
  reachable = true;

  readonly client = {
    createWebhookSecret: async ({ webhookId }: { webhookId: string }, { tenantId }: Call) => ({ secret: this.#add(tenantId, webhookId, []) }),
    rotateWebhookSecret: async ({ webhookId }: { webhookId: string }, { tenantId }: Call) => {
      const known = this.held.get(`${tenantId}/${webhookId}`);
      if (!known) return { outcome: 'GONE' as const };
      const secret = this.#add(tenantId, webhookId, known.slice(0, 1));
      return { outcome: 'ROTATED' as const, secret, previousSignsUntil: new Date(Date.now() + overlapMs).toISOString() };
    },
    signWebhook: async (
      { webhookId, id, timestamp, body }: { webhookId: string; id: string; timestamp: number; body: string },
      { tenantId }: Call,
    ) => {
      this.#mustBeReachable('signWebhook');
      const secrets = this.held.get(`${tenantId}/${webhookId}`) ?? [];
      return { signatures: secrets.map((secret) => new Webhook(secret).sign(id, new Date(timestamp * 1000), body)) };
    },
  };

  #add(tenantId: string, webhookId: string, before: string[]): string {
    this.#mustBeReachable('createWebhookSecret');
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    this.held.set(`${tenantId}/${webhookId}`, [secret, ...before]);
    return secret;
  }

  #mustBeReachable(verb: string): void {
    if (!this.reachable) throw new InternalCallError({ code: 'UNREACHABLE', call: `credentials.${verb}` });
  }
}

import type { BroadcastHandler, EventBus, Subscription, WorkHandler } from '@offload/service-kit';

/**
 * A bus in memory for one test: the work queue delivers to the one worker, broadcasts reach listeners, and either can be made to lose messages.
 * The bus itself is tested in the kit; here it is what makes a loss happen at will.
 */
export class MemoryBus implements EventBus {
  /** Whether broadcasts get lost. */
  losesBroadcasts = false;
  /** Whether the work queue loses what is put on it. */
  losesWork = false;
  readonly broadcasts: { subject: string; body: unknown }[] = [];
  readonly enqueued: { id: string; body: unknown }[] = [];
  readonly #listeners = new Set<{ pattern: RegExp; handle: BroadcastHandler }>();
  #waiting: unknown[] = [];
  #worker: { handle: WorkHandler; concurrency: number; running: Set<Promise<void>>; stopping: AbortController } | undefined;

  get listeners(): number {
    return this.#listeners.size;
  }

  async publish(): Promise<void> {}

  async subscribe(): Promise<Subscription> {
    return { stop: async () => undefined };
  }

  async enqueue(_queue: string, message: { id: string; body: unknown }): Promise<void> {
    this.enqueued.push(message);
    if (this.losesWork) return;
    this.#waiting.push(message.body);
    this.#deliver();
  }

  async work(_queue: string, { concurrency }: { concurrency: number }, handle: WorkHandler): Promise<Subscription> {
    const worker = { handle, concurrency, running: new Set<Promise<void>>(), stopping: new AbortController() };
    this.#worker = worker;
    this.#deliver();
    return {
      stop: async () => {
        this.#worker = undefined;
        worker.stopping.abort();
        await Promise.all(worker.running);
      },
    };
  }

  #deliver(): void {
    const worker = this.#worker;
    while (worker && worker.running.size < worker.concurrency && this.#waiting.length > 0) {
      const body = this.#waiting.shift();
      const delivery = { attempt: 1, extend: () => undefined, signal: worker.stopping.signal };
      const done: Promise<void> = worker.handle(body, delivery).finally(() => {
        worker.running.delete(done);
        this.#deliver();
      });
      worker.running.add(done);
    }
  }

  broadcast(subject: string, body: unknown): void {
    this.broadcasts.push({ subject, body });
    if (this.losesBroadcasts) return;
    for (const { pattern, handle } of this.#listeners) if (pattern.test(subject)) handle(body, subject);
  }

  async listen(subject: string, handle: BroadcastHandler): Promise<Subscription> {
    const listener = { pattern: new RegExp(`^${subject.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`), handle };
    this.#listeners.add(listener);
    return { stop: async () => void this.#listeners.delete(listener) };
  }

  async ready(): Promise<void> {}
  async close(): Promise<void> {}
}

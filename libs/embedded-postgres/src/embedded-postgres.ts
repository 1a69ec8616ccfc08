/** Where the embedded server says what operators should know. A pino logger fits. */
export interface EmbeddedPostgresLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface EmbeddedPostgresOptions {
  /** Absolute path of the cluster. Its password, port and owner lie beside it, as `<name>.password`, `<name>.port`, `<name>.owner`. */
  dataDirectory: string;
  /** 0 (the default): the port of the last time when it is free, else any free one. */
  port?: number;
  /** `crash-safe` (the default) survives a power failure; `test` trades that for speed. */
  durability?: 'crash-safe' | 'test';
  /** Another PostgreSQL than the one that npm brings: the directory that holds its `bin`, as `/usr/lib/postgresql/15`. */
  installation?: string | undefined;
  log?: EmbeddedPostgresLog;
}

/** A running server, of this process alone. */
export interface EmbeddedPostgres {
  /** On 127.0.0.1. */
  port: number;
  /** The superuser's URL, with its password: provisions databases, is never given to a service. */
  adminUrl: string;
  /** Resolves, with the reason, when the server ends although nobody stopped it; never otherwise. */
  died: Promise<Error>;
  /** Ends the server: sessions are cut, what was committed stays. Resolves when the process is gone; calling it again is harmless. */
  stop(): Promise<void>;
}

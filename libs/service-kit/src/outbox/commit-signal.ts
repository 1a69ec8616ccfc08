/** Tells, within this process, that a transaction with events was committed. */
export interface CommitSignal {
  tell(): void;
  /** Gives the way to stop it. */
  onCommit(listener: () => void): () => void;
}

/** A signal nobody listens to yet. */
export function createCommitSignal(): CommitSignal {
  const listeners = new Set<() => void>();

  return {
    tell() {
      for (const listener of listeners) listener();
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Settles as the promise does, or rejects with the signal's reason as soon as that aborts: requests that are under way are left behind, and
 * their outcome is dropped. Rejects at once when the signal has aborted already.
 */
export async function untilAborted<V>(promise: Promise<V>, signal: AbortSignal): Promise<V> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

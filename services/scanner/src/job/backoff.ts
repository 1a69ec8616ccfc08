/** How long to wait before the n-th repetition (1 for the first), in milliseconds: half a second, doubled each time, a minute at most, with jitter. */
export const backoffMs = (repetition: number): number => Math.min(60_000, 500 * 2 ** (Math.max(1, repetition) - 1)) * (0.75 + Math.random() / 2);

/** A time of the SDK as RFC 3339 text in UTC; null when there is none. */
export const isoOf = (time: Date | undefined): string | null => (time === undefined ? null : time.toISOString());

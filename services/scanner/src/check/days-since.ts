/** Whole days from a time, RFC 3339 text, until now. */
export const daysSince = (time: string, now: Date): number => Math.floor((now.getTime() - Date.parse(time)) / 86_400_000);

/** A time as Google writes it, with whatever offset, as RFC 3339 text in UTC; null when there is none. */
export function utcTime(text: string | undefined): string | null {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** The seconds of a duration as protobuf writes it in JSON, `7776000s`; null when there is none. */
export function secondsOf(duration: string | undefined): number | null {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds);
}

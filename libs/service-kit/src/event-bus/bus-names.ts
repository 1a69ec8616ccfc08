/** Names that both brokers can carry: they become parts of NATS subjects and consumer names, and of pg-boss queue names. */
const word = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Returns the name when it is lower-case words joined by `-`; throws otherwise, for a dot or a wildcard would change what is heard. */
export function busName(kind: 'service' | 'subscriber' | 'queue', name: string): string {
  if (!word.test(name) || name.length > 60) throw new Error(`not a ${kind} name: ${name}`);
  return name;
}

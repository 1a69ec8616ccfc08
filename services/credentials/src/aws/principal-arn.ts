/** The parts of an ARN. Absent when the text is none. */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  accountId: string;
  resource: string;
}

/** Takes an ARN apart; null when it is none. */
export function parseArn(text: string): Arn | null {
  const match = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12})?:(\S+)$/.exec(text);
  if (!match) return null;
  const [, partition, service, region, accountId = '', resource] = match;
  return { partition: partition!, service: service!, region: region!, accountId, resource: resource! };
}

/** `arn:aws:iam::<account>:root`, the caller that nobody may be. */
export const isRootArn = (arn: string): boolean => parseArn(arn)?.resource === 'root';

/** What a caller is, when its policies can be looked up: a role (also behind one of its sessions) or a user. */
export function principalOf(callerArn: string): { type: 'role' | 'user'; name: string } | null {
  const arn = parseArn(callerArn);
  if (!arn) return null;
  const [kind, ...rest] = arn.resource.split('/');

  if (arn.service === 'sts' && kind === 'assumed-role' && rest.length === 2) return { type: 'role', name: rest[0]! };
  if (arn.service === 'iam' && (kind === 'role' || kind === 'user')) return { type: kind, name: rest.at(-1)! };
  return null;
}

/**
 * Whether the caller is the principal that customers are told to trust. A role's session is its role (STS leaves the path out); trusting an
 * account's root trusts whoever the account lets.
 */
export function isPrincipal(callerArn: string, trustedArn: string): boolean {
  const caller = parseArn(callerArn);
  const trusted = parseArn(trustedArn);
  if (!caller || !trusted || caller.accountId !== trusted.accountId || caller.partition !== trusted.partition) return false;
  if (trusted.resource === 'root' || callerArn === trustedArn) return true;

  const [one, other] = [principalOf(callerArn), principalOf(trustedArn)];
  return one !== null && other !== null && one.type === other.type && one.name === other.name;
}

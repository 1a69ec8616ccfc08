/** Something that was done to a resource, as a cloud's own activity log tells it. */
export interface CloudChange {
  readonly at: Date;
  /** `ec2:AuthorizeSecurityGroupIngress`, `v1.compute.firewalls.insert` */
  readonly action: string;
  /** The resource's name in all the cloud, as inventory has it. */
  readonly resourceRef: string;
  readonly kind: 'created-or-changed' | 'deleted';
}

/** What a change log is read with. */
export interface ChangesOptions<S> {
  readonly session: S;
  readonly since: Date;
  readonly signal: AbortSignal;
}

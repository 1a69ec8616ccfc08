/** One action that the scanner calls, and what a customer loses without it. */
export interface PreflightAction {
  /** `ec2:DescribeInstances` */
  readonly action: string;
  /** Whether a connection test fails without it; otherwise only a feature is off. */
  readonly required: boolean;
  /** The checks that are `UNKNOWN` without it, by id. */
  readonly checks: readonly string[];
}

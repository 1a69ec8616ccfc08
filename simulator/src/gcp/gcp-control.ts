import type { Invoke } from '../admin/control-over.ts';

/** What a test, the demo or a benchmark can do to the simulated Google Cloud. */
export interface GcpControl {}

/** The control of a simulator whose admin verbs are reached by `invoke`. */
export const gcpControlOver = (_invoke: Invoke): GcpControl => ({});

import type { Invoke } from '../admin/control-over.ts';

/** What a test, the demo or a benchmark can do to the simulated Azure. */
export interface AzureControl {}

/** The control of a simulator whose admin verbs are reached by `invoke`. */
export const azureControlOver = (_invoke: Invoke): AzureControl => ({});

import { subgraphVariables } from '@offload/service-kit';
import { z } from 'zod';

/** The environment of the inventory service. */
export const configSchema = z.object(subgraphVariables('inventory', 4004));
export type Config = z.infer<typeof configSchema>;

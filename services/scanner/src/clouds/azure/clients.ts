import type { MonitorClient } from '@azure/arm-monitor';
import type { ArmClient } from './arm-client.ts';
import type { AzureSession } from './azure-session.ts';
import type { ResourceGraph } from './resource-graph.ts';

// What collectors call with.

/** Resource Manager. */
export const resourceManager = async (session: AzureSession): Promise<{ arm: ArmClient }> => ({ arm: await session.arm() });

/** Resource Graph, and Resource Manager for what it does not show. */
export const resourceGraph = async (session: AzureSession): Promise<{ graph: ResourceGraph; arm: ArmClient }> => ({
  graph: await session.graph(),
  arm: await session.arm(),
});

/** Azure Monitor: the activity log and its alerts. */
export const azureMonitor = async (session: AzureSession): Promise<{ monitor: MonitorClient }> => ({ monitor: await session.monitor() });

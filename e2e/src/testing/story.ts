import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphClient } from '@offload/embedded/graph-client';
import { startSimulator, type Simulator, type SimulatorOptions } from '@offload/simulator';
import { graphOf } from './graph.ts';
import { startPlatformProcess, type PlatformProcess, type PlatformProcessOptions } from './platform-process.ts';

export const storyAccountId = '444455556666';

/** A simulated cloud, and a platform in a process of its own that serves it. */
export interface Story {
  readonly simulator: Simulator;
  readonly platform: PlatformProcess;
  readonly graph: GraphClient;
  readonly directory: string;
  end(): Promise<void>;
}

/** Begins a story. Its account is `storyAccountId`; nothing is connected yet. */
export async function beginStory(options: Partial<SimulatorOptions> & Pick<PlatformProcessOptions, 'overrides' | 'otlpEndpoint'> = {}): Promise<Story> {
  const { overrides, otlpEndpoint, ...cloud } = options;
  const simulator = await startSimulator({ port: 0, seed: 'story', size: 250, accounts: [{ accountId: storyAccountId }], ...cloud });
  const directory = await mkdtemp(join(tmpdir(), 'offload-story-'));
  // The database server runs as another user when we are root: it must get in.
  await chmod(directory, 0o711);
  const platform = await startPlatformProcess({ directory, simulator, overrides, otlpEndpoint });
  const graph = graphOf(platform);
  return {
    simulator,
    platform,
    graph,
    directory,
    async end() {
      await graph.close();
      await platform.stop();
      await simulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

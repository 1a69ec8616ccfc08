import { z } from 'zod';
import { controlOver, type Invoke } from './admin/control-over.ts';
import type { SimulatorControl } from './control.ts';

const info = z.object({
  endpoint: z.string(),
  platform: z.object({ accountId: z.string(), principalArn: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** Drives a simulator in another process with the interface of one in this process. */
export const SimulatorClient = {
  /** Connects to the simulator at that base URL, `http://127.0.0.1:4566`. Rejects when none answers there. */
  async connect(endpoint: string): Promise<SimulatorControl> {
    const base = endpoint.replace(/\/$/, '');
    const response = await fetch(`${base}/_simulator/info`);
    if (!response.ok) throw new Error(`no simulator at ${base}: status ${response.status}`);
    const { platform } = info.parse(await response.json());
    const invoke: Invoke = async (verb, input) => {
      const answer = await fetch(`${base}/_simulator/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      const body = (await answer.json()) as { result?: unknown; error?: string };
      if (!answer.ok) throw new Error(`the simulator refused ${verb}: ${body.error ?? answer.status}`);
      return body.result;
    };
    return controlOver(base, platform, invoke, async () => undefined);
  },
};

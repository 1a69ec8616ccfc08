import { controlOver } from './admin/control-over.ts';
import { Journal } from './admin/journal.ts';
import type { CreateAccount } from './admin/schemas.ts';
import { runVerb, verbNamed, type Verbs } from './admin/verb.ts';
import { sharedVerbs } from './admin/verbs.ts';
import { createAwsCloud } from './aws/aws-cloud.ts';
import { createAzureCloud } from './azure/azure-cloud.ts';
import type { SimulatorControl } from './control.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { createGcpCloud } from './gcp/gcp-cloud.ts';
import type { Surroundings } from './server/cloud.ts';
import { startHttpServer } from './server/http-server.ts';
import { Recorder } from './server/recorder.ts';

export interface SimulatorOptions {
  /** 0 (the default): any free one. */
  port?: number;
  /** Decides everything that is made up: ids, estates, keys, faults. */
  seed: string;
  /** Resources of an account that names no size of its own. */
  size: number;
  /** The moment that the estates' dates are relative to; the start of today (UTC) by default, so that a restart changes nothing. */
  now?: Date;
  /**
   * Text planted where customers' secrets live: Lambda environments, EC2 user data, CloudTrail request parameters, Security Hub
   * details, S3 objects.
   */
  canary?: string;
  /** Customer accounts to begin with. */
  accounts?: CreateAccount[];
  /** Waited before every AWS answer. */
  latencyMs?: number;
  /** Keeps what admins did, for a start after this one. Not for estates: those need no keeping. */
  stateFile?: string;
  /** Host names that may reach the simulator beside the loopback's: with any, it listens on all interfaces. For containers only. */
  allowedHosts?: string[];
  /** Told of failures of the simulator itself. */
  onError?: (error: unknown) => void;
}

/** A simulator in this process. */
export type Simulator = SimulatorControl;

/**
 * Resolves when the simulator answers. The platform's identity is the same in every simulator: an IAM user that may assume any role
 * that lets it.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { seed, size, stateFile } = options;
  const clock = { offsetMs: 0 };
  const now = () => Date.now() + clock.offsetMs;
  const epoch = options.now ?? new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
  const faults = new FaultPlan(seed, options.latencyMs ?? 0);
  const recorder = new Recorder();
  const issuers = new Map<string, string>();
  const canary = options.canary ?? 'offload-simulator-planted-secret';
  const surroundings: Surroundings = { seed, size, epoch, canary, faults, recorder, issuers, now };
  const aws = createAwsCloud(surroundings);
  const clouds = [createGcpCloud(surroundings), createAzureCloud(surroundings)];
  const verbs: Verbs = Object.assign({}, sharedVerbs({ faults, recorder, issuers, clock }), aws.verbs, ...clouds.map((cloud) => cloud.verbs));

  const journal = stateFile === undefined ? undefined : new Journal(stateFile);
  for (const account of options.accounts ?? []) runVerb(verbNamed(verbs, 'create-account'), account);
  for (const { verb, input } of journal?.read() ?? []) runVerb(verbNamed(verbs, verb), input);

  const admin = (name: string, input: unknown) => {
    const verb = verbNamed(verbs, name);
    const result = runVerb(verb, input);
    if (journal && verb.isJournaled) journal.append({ verb: name, input: verb.toReplay ? verb.toReplay(input as never, result as never) : input });
    return result;
  };
  let endpoint = '';
  const server = await startHttpServer({
    port: options.port ?? 0,
    allowedHosts: options.allowedHosts ?? [],
    aws,
    clouds,
    now,
    admin,
    info: () => ({ endpoint, platform: aws.platform }),
    onError:
      options.onError ??
      ((error) => process.stderr.write(`the simulator failed: ${error instanceof Error ? error.stack : String(error)}\n`)),
  });
  endpoint = `http://127.0.0.1:${server.port}`;
  return controlOver(endpoint, aws.platform, async (verb, input) => admin(verb, input), server.stop);
}

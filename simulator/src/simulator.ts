/** Starts a simulated AWS on the loopback interface. */
import { controlOver } from './admin/control-over.ts';
import { Journal } from './admin/journal.ts';
import { defaultRegions, type CreateAccount } from './admin/schemas.ts';
import { runVerb, verbs, type AdminContext } from './admin/verbs.ts';
import type { PlatformIdentity, SimulatorControl } from './control.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { handlers } from './handlers/handlers.ts';
import { startHttpServer } from './server/http-server.ts';
import type { Pipeline } from './server/pipeline.ts';
import { Recorder } from './server/recorder.ts';
import { World } from './world/world.ts';

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

const platformAccountId = '111122223333';
const platformUser = {
  userName: 'offload-platform',
  accessKeyId: 'AKIAOFFLOADSIMULATOR',
  secretAccessKey: 'simulated+secret+of+the+platform+account',
};

/**
 * Resolves when the simulator answers. The platform's identity is the same in every simulator: an IAM user that may assume any role
 * that lets it.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { seed, size, stateFile } = options;
  const clock = { offsetMs: 0 };
  const now = () => Date.now() + clock.offsetMs;
  const epoch = options.now ?? new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
  const world = new World({
    seed,
    size,
    epoch,
    canary: options.canary ?? 'offload-simulator-planted-secret',
    enabledRegions: defaultRegions,
    now,
  });
  const faults = new FaultPlan(seed, options.latencyMs ?? 0);
  const recorder = new Recorder();
  const context: AdminContext = { world, faults, recorder, clock };
  const journal = stateFile === undefined ? undefined : new Journal(stateFile);

  const platform = createPlatform(world);
  for (const account of options.accounts ?? []) runVerb(context, 'create-account', account);
  for (const { verb, input } of journal?.read() ?? []) runVerb(context, verb, input);

  const admin = (verb: string, input: unknown) => {
    const result = runVerb(context, verb, input);
    if (journal && verbs[verb]?.isJournaled) journal.append({ verb, input: replayable(verb, input, result) });
    return result;
  };
  const pipeline: Pipeline = { world, handlers, faults, recorder, now };
  let endpoint = '';
  const server = await startHttpServer({
    port: options.port ?? 0,
    allowedHosts: options.allowedHosts ?? [],
    pipeline,
    admin,
    info: () => ({ endpoint, platform }),
    onError:
      options.onError ??
      ((error) => process.stderr.write(`the simulator failed: ${error instanceof Error ? error.stack : String(error)}\n`)),
  });
  endpoint = `http://127.0.0.1:${server.port}`;
  return controlOver(endpoint, platform, async (verb, input) => admin(verb, input), server.stop);
}

/** An account that got its id from the simulator must get the same one again. */
function replayable(verb: string, input: unknown, result: unknown): unknown {
  return verb === 'create-account' ? { ...(input as object), accountId: (result as { accountId: string }).accountId } : input;
}

function createPlatform(world: World): PlatformIdentity {
  world.createAccount({ accountId: platformAccountId, size: 0 });
  const user = world.putUser(platformAccountId, {
    name: platformUser.userName,
    path: '/',
    inlinePolicies: {
      AssumeCustomerRoles: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
    },
    managedPolicyArns: [],
    accessKeys: [{ accessKeyId: platformUser.accessKeyId, secretAccessKey: platformUser.secretAccessKey }],
  });
  return {
    accountId: platformAccountId,
    principalArn: user.arn,
    accessKeyId: platformUser.accessKeyId,
    secretAccessKey: platformUser.secretAccessKey,
  };
}

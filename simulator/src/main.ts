/** The simulator as a program of its own. Prints one JSON line with its endpoint when it answers. */
import { z } from 'zod';
import { startSimulator } from './simulator.ts';

const environment = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4566),
  SIMULATOR_SEED: z.string().min(1).default('offload'),
  SIMULATOR_SIZE: z.coerce.number().int().min(0).default(600),
  /** A customer account to begin with. */
  SIMULATOR_ACCOUNT_ID: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** ISO date that the estates' dates are relative to. */
  SIMULATOR_NOW: z.coerce.date().optional(),
  SIMULATOR_CANARY: z.string().min(1).optional(),
  SIMULATOR_LATENCY_MS: z.coerce.number().int().min(0).default(0),
  SIMULATOR_STATE_FILE: z.string().min(1).optional(),
  /** Comma-separated host names, for containers. */
  SIMULATOR_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    ),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  process.stderr.write(
    `wrong environment: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}\n`,
  );
  process.exit(2);
}

const env = parsed.data;
const simulator = await startSimulator({
  port: env.SIMULATOR_PORT,
  seed: env.SIMULATOR_SEED,
  size: env.SIMULATOR_SIZE,
  latencyMs: env.SIMULATOR_LATENCY_MS,
  allowedHosts: env.SIMULATOR_ALLOWED_HOSTS,
  accounts: env.SIMULATOR_ACCOUNT_ID === undefined ? [] : [{ accountId: env.SIMULATOR_ACCOUNT_ID }],
  ...(env.SIMULATOR_NOW === undefined ? {} : { now: env.SIMULATOR_NOW }),
  ...(env.SIMULATOR_CANARY === undefined ? {} : { canary: env.SIMULATOR_CANARY }),
  ...(env.SIMULATOR_STATE_FILE === undefined ? {} : { stateFile: env.SIMULATOR_STATE_FILE }),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ endpoint: simulator.endpoint })}\n`);

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { newApiKey, type ServiceCaller } from '@offload/contracts';
import { generateIssuerKeys } from '@offload/service-kit';
import { z } from 'zod';

export const services = ['accounts', 'credentials', 'scanner', 'inventory'] as const;
export type EmbeddedService = (typeof services)[number];
const issuers = ['gateway', ...services] as const satisfies readonly ServiceCaller[];

const passwords = z.object({ owner: z.string(), runtime: z.string(), system: z.string() });
const issuerKeys = z.object({ privateKey: z.string(), publicKey: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }) });

/** What an embedded platform must find again when it starts again. */
const platformState = z.object({
  databasePasswords: z.record(z.enum(services), passwords),
  busPassword: z.string(),
  externalIdHashKey: z.string(),
  tenant: z.object({ id: z.uuid(), name: z.string(), apiKey: z.string() }),
  issuers: z.record(z.enum(issuers), issuerKeys),
});
export type PlatformState = z.infer<typeof platformState>;

/**
 * The state of the platform in this directory, made at its first start. A file of mode 0600, as it holds passwords and keys; written whole or not at all.
 * Throws when a file is there and cannot be read: making another would lock the data out.
 */
export async function loadPlatformState(directory: string): Promise<PlatformState> {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const file = join(directory, 'platform.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return makeState(file);

  const state = platformState.safeParse(parsed(text));
  if (!state.success) throw new Error(`${file} is damaged: restore it, or remove the whole directory to begin anew`);
  await chmod(file, 0o600);
  return state.data;
}

/** Not JSON is a damaged file too; the parser's own message would quote what it holds. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function makeState(file: string): Promise<PlatformState> {
  const random = () => randomBytes(24).toString('base64url');
  const state: PlatformState = {
    databasePasswords: Object.fromEntries(services.map((name) => [name, { owner: random(), runtime: random(), system: random() }])) as PlatformState['databasePasswords'],
    busPassword: random(),
    externalIdHashKey: random() + random(),
    tenant: { id: crypto.randomUUID(), name: 'First tenant', apiKey: newApiKey() },
    issuers: Object.fromEntries(
      issuers.map((issuer) => {
        const { privateKey, publicKey } = generateIssuerKeys();
        return [issuer, { privateKey: privateKey.reveal(), publicKey }];
      }),
    ) as PlatformState['issuers'],
  };

  const partial = `${file}.partial`;
  const handle = await open(partial, 'w', 0o600);
  await handle.writeFile(JSON.stringify(state, null, 2));
  await handle.sync();
  await handle.close();
  await rename(partial, file);
  return state;
}

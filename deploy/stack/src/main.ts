import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, runService } from '@offload/service-kit';
import { startStack } from './start-stack.ts';

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '4000' }, bundles: { type: 'boolean', default: false } } });

/** `npm run stack`: the topology of docker compose as processes of this machine, for real clouds. */
await runService(async (lifecycle) => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const log = createLogger({ service: 'stack', level: 'warn' });
  lifecycle.useLogger(log);

  const stack = await startStack({
    root,
    directory: process.env['OFFLOAD_DIRECTORY'] ?? join(root, '.offload', 'stack'),
    port: Number(options.port),
    clouds: { kind: 'real' },
    awsPrincipalArn: process.env['PLATFORM_AWS_PRINCIPAL_ARN'],
    oidcIssuer: process.env['PLATFORM_OIDC_ISSUER'],
    bundles: options.bundles,
    log,
    print: (text) => process.stdout.write(text),
  });
  lifecycle.onShutdown('stack', () => stack.stop());
  console.log(`\nOffload Security listens at ${stack.url}\nAPI key of ${stack.tenant.name}: ${stack.tenant.apiKey}\n`);
});

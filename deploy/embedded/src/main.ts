import { join } from 'node:path';
import { createLogger, runService } from '@offload/service-kit';
import { startPlatform } from './platform/start-platform.ts';

/** `npm start`: the whole platform in one process, empty, for real clouds. */
await runService(async (lifecycle) => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const log = createLogger({ service: 'platform', level: 'info' });
  lifecycle.useLogger(log);

  const platform = await startPlatform({
    root,
    directory: process.env['OFFLOAD_DIRECTORY'] ?? join(root, '.offload', 'platform'),
    port: Number(process.env['PORT'] ?? 4000),
    clouds: { kind: 'real' },
    awsPrincipalArn: process.env['PLATFORM_AWS_PRINCIPAL_ARN'],
    oidcIssuer: process.env['PLATFORM_OIDC_ISSUER'],
    otlpEndpoint: process.env['OTLP_ENDPOINT'],
    log,
  });
  lifecycle.onShutdown('platform', () => platform.stop());

  console.log(`\nOffload Security listens at ${platform.url}\nAPI key of ${platform.tenant.name}: ${platform.tenant.apiKey}\n`);
});

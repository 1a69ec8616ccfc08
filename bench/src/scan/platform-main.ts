import { startPlatform, type PlatformClouds } from '@offload/embedded';
import { createLogger, runService } from '@offload/service-kit';

/** What a measured platform is told, as one JSON argument. */
export interface PlatformArguments {
  root: string;
  directory: string;
  clouds: PlatformClouds;
}

/** What it says when it listens. */
export interface PlatformReady {
  ready: true;
  url: string;
  apiKey: string;
  databaseAdminUrl: string;
}

/** An embedded platform in a process of its own, so that its memory and its CPU time are nobody else's. */
await runService(async (lifecycle) => {
  const { root, directory, clouds } = JSON.parse(process.argv[2] ?? '{}') as PlatformArguments;
  const log = createLogger({ service: 'platform', level: 'warn' });
  lifecycle.useLogger(log);
  const platform = await startPlatform({ root, directory, port: 0, clouds, log });
  lifecycle.onShutdown('platform', () => platform.stop());

  const ready: PlatformReady = { ready: true, url: platform.url, apiKey: platform.tenant.apiKey, databaseAdminUrl: platform.databaseAdminUrl };
  process.stdout.write(`\n${JSON.stringify(ready)}\n`);
});

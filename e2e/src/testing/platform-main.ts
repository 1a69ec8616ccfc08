import { createLogger, runService } from '@offload/service-kit';
import { startPlatform } from '@offload/embedded';
import { storyIssuer } from './story-issuer.ts';

/**
 * An embedded platform as a process that tests can kill. Takes one JSON argument; prints one JSON line when it listens. At the fault point that it is told,
 * at the given passing, it ends as `kill -9` would end it.
 */
interface PlatformArguments {
  root: string;
  directory: string;
  simulatorUrl: string;
  platform: { principalArn: string; accessKeyId: string; secretAccessKey: string };
  faultPoint?: string;
  passing?: number;
  otlpEndpoint?: string;
  overrides?: Record<string, Record<string, string>>;
}

const told = JSON.parse(process.argv[2] ?? '{}') as PlatformArguments;
let armed = told.faultPoint;
let passings = 0;

// Later, too: a platform that stands need not be started again to be killed.
process.on('message', (faultPoint: string) => {
  armed = faultPoint;
  passings = 0;
  process.send?.('armed');
});
process.channel?.unref();

function faultPoint(name: string): void {
  if (name !== armed || ++passings < (told.passing ?? 1)) return;
  process.stderr.write(`killed at ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

await runService(async (lifecycle) => {
  const log = createLogger({ service: 'platform', level: 'info' });
  lifecycle.useLogger(log);
  const platform = await startPlatform({
    root: told.root,
    directory: told.directory,
    port: 0,
    clouds: { kind: 'simulator', url: told.simulatorUrl, platform: told.platform },
    oidcIssuer: storyIssuer,
    log,
    logLevel: 'info',
    faultPoint,
    otlpEndpoint: told.otlpEndpoint,
    overrides: told.overrides ?? {},
  });
  lifecycle.onShutdown('platform', () => platform.stop());
  process.stdout.write(`\n${JSON.stringify({ ready: true, url: platform.url, tenant: platform.tenant, databaseAdminUrl: platform.databaseAdminUrl })}\n`);
});

import { rmSync } from 'node:fs';
import './global-setup.ts';

/** Ends the run's Postgres and removes what it wrote. */
export default async function tearDown(): Promise<void> {
  const running = globalThis.offloadTestPostgres;
  if (!running) return;

  await running.server.stop();
  rmSync(running.directory, { recursive: true, force: true });
}

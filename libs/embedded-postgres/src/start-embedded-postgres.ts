import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { binariesVersion } from './binaries-version.ts';
import { choosePort } from './choose-port.ts';
import { claimCluster } from './claim-cluster.ts';
import { clusterFiles, readSmall, writeSmall } from './cluster-files.ts';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.ts';
import { endLeftover } from './end-leftover.ts';
import { findBinaries } from './find-binaries.ts';
import { initCluster } from './init-cluster.ts';
import { launchServer, ServerNotStarted, type LaunchFacts, type Server } from './launch-server.ts';
import { placeBinaries } from './place-binaries.ts';
import { placeCluster } from './place-cluster.ts';
import { serverIdentity } from './server-identity.ts';

/** After a crash Postgres may find the traces of its predecessor for about a second. */
const patienceMs = 10_000;

/**
 * Starts PostgreSQL 18 on loopback, making the cluster at the first start (0.5 s; later starts take 0.1 s). The server ends with this process,
 * however that ends. Works as root too (the server then runs as user 65534).
 * Throws, with what to do, on a platform without binaries (musl), missing binaries, a directory that another process uses, a full disk, a port that is taken.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port: wantedPort = 0, durability = 'crash-safe', log } = options;
  const dataDirectory = resolve(options.dataDirectory);
  const files = clusterFiles(dataDirectory);
  const identity = serverIdentity();
  const binaries = options.installation ?? placeBinaries(findBinaries(), identity);
  const version = binariesVersion(binaries);
  const cluster = placeCluster(dataDirectory, identity);

  const release = claimCluster(files.owner);
  try {
    await endLeftover(cluster);
    const password = await initCluster({ binaries, version, cluster, passwordFile: files.password, identity, durability });
    const { server, port } = await launch({ binaries, version, cluster, identity, durability, log }, wantedPort, files.port);
    log?.info({ port, dataDirectory: cluster }, 'embedded Postgres runs');

    let stopped: Promise<void> | undefined;
    const died = new Promise<Error>((tell) => {
      void server.ended.then((lastWords) => {
        release();
        if (!stopped) tell(new Error(`embedded Postgres ended unexpectedly: ${lastWords}`));
      });
    });

    return {
      port,
      adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      died,
      stop: () => (stopped ??= server.end()),
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Tries again while the traces of a predecessor fade, and with another port when somebody took ours in the meantime. */
async function launch(facts: Omit<LaunchFacts, 'port'>, wantedPort: number, portFile: string): Promise<{ server: Server; port: number }> {
  const deadline = performance.now() + patienceMs;

  for (;;) {
    const port = await choosePort(wantedPort, readSmall(portFile));
    try {
      const server = await launchServer({ ...facts, port });
      writeSmall(portFile, String(port));
      return { server, port };
    } catch (error) {
      if (!(error instanceof ServerNotStarted)) throw error;

      const passing = /lock file .* already exists|shared memory block .* still in use|could not bind|could not create any TCP/.test(
        error.message,
      );
      if (!passing || performance.now() > deadline) {
        const full = /No space left/.test(error.message) ? ' (the disk is full)' : '';
        throw new Error(`embedded Postgres does not start on ${facts.cluster}${full}: ${error.message}`, { cause: error });
      }
      await delay(200);
    }
  }
}

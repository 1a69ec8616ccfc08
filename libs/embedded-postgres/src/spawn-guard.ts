import { spawn } from 'node:child_process';

/**
 * Waits for the end of a pipe that only our process holds: that comes however we end, kill -9 included. Then it ends the server, unless its
 * number meanwhile belongs to another process (the pid file tells). In a session of its own and deaf to signals, it outlives us.
 */
const script = `
trap '' HUP INT TERM
while read -r _; do :; done
runs() { read -r pid < "$2/postmaster.pid" && [ "$pid" = "$1" ] && kill -0 "$1"; }
runs "$1" "$2" && kill -INT "$1"
i=0
while runs "$1" "$2" && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
runs "$1" "$2" && kill -QUIT "$1"
`;

export interface Guard {
  /** The server has ended: nothing is left to guard. */
  dismiss(): void;
}

/** Starts a small shell that ends the server when we are gone. */
export function spawnGuard(pid: number, cluster: string): Guard {
  const guard = spawn('/bin/sh', ['-c', script, 'offload-postgres-guard', String(pid), cluster], {
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  guard.stdin.on('error', () => undefined); // the guard was killed: the server is then ended by whoever starts on this directory next

  return { dismiss: () => guard.stdin.destroy() };
}
